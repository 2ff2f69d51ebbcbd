package replay

import "fmt"

// Rule is one rule of the controller: what it does, and where upstream says so.
type Rule struct {
	// Func is the function upstream, File its file below pkg/controller, and
	// From and To the lines in RuleVersion.
	Func string
	File string
	From int
	To   int
	// Says is the rule in words, as a sentence without its full stop.
	Says string
}

// RuleVersion is the version of Kubernetes whose lines the rules name.
const RuleVersion = "v1.37.1"

// URL of the lines upstream.
func (r Rule) URL() string {
	return fmt.Sprintf("https://github.com/kubernetes/kubernetes/blob/%s/pkg/controller/%s#L%d-L%d", RuleVersion, r.File, r.From, r.To)
}

const (
	inControl    = "statefulset/stateful_set_control.go"
	inPodControl = "statefulset/stateful_pod_control.go"
	inUtils      = "statefulset/stateful_set_utils.go"
	inController = "statefulset/stateful_set.go"
	inRefManager = "controller_ref_manager.go"
	inHistory    = "history/controller_history.go"
)

// The rules, in the order in which a sync comes to them.
var (
	RuleAdoptRevision = Rule{"adoptOrphanRevisions", inController, 418, 437,
		"a revision with the set's labels and no controller is adopted"}
	RuleAdoptPod = Rule{"ClaimObject", inRefManager, 101, 127,
		"a Pod with the set's labels, one of its names and no controller is adopted"}
	RuleReleasePod = Rule{"ClaimObject", inRefManager, 83, 98,
		"a Pod of the set whose labels no longer match its selector is released"}
	RuleNewRevision = Rule{"getStatefulSetRevisions", inControl, 310, 316,
		"a template that no revision holds becomes a new revision"}
	RuleOldRevision = Rule{"getStatefulSetRevisions", inControl, 298, 306,
		"a template that an older revision holds gives that revision the highest number"}
	RuleCollision = Rule{"CreateControllerRevision", inHistory, 293, 321,
		"a revision whose name is taken by other content gets another name"}
	RuleCurrentRevision = Rule{"getStatefulSetRevisions", inControl, 318, 329,
		"the current revision is the one that status.currentRevision names, or the update revision when there is none of that name"}
	RuleDeletedSet = Rule{"updateStatefulSet", inControl, 656, 660,
		"nothing but the status is kept up for a set that is being deleted"}
	RuleRecreateOff = Rule{"updateStatefulSet", inControl, 576, 581,
		"a Recreate set is refused while the feature gate StatefulSetRecreateStrategy is off"}
	RuleRecreateDelete = Rule{"recreateDeleteAndWait", inControl, 779, 817,
		"a Recreate set deletes every Pod of another revision at once and creates none before the last of them is gone"}
	RuleEnded = Rule{"processReplica", inControl, 424, 437,
		"a Pod that is Failed or Succeeded is deleted, and created again once it is gone"}
	RuleStaleClaim = Rule{"PodClaimIsStale", inPodControl, 308, 329,
		"with whenScaled Delete, a Pod is not created while a claim of its name still belongs to an earlier Pod"}
	RuleCreate = Rule{"processReplica", inControl, 438, 453,
		"a missing Pod of the range is created, its claims before it"}
	RuleRevisionOfNewPod = Rule{"newVersionedStatefulSetPod", inUtils, 535, 546,
		"a Pod below the partition is created from the current revision, any other from the update revision"}
	RuleClaims = Rule{"createPersistentVolumeClaims", inPodControl, 381, 405,
		"a missing claim is created; one that is being deleted makes the sync fail"}
	RulePendingClaims = Rule{"processReplica", inControl, 455, 463,
		"missing claims of a Pending Pod are created again"}
	RuleWaitGone = Rule{"processReplica", inControl, 465, 471,
		"an OrderedReady set goes no further than a terminating Pod"}
	RuleWaitReady = Rule{"processReplica", inControl, 473, 480,
		"an OrderedReady set goes no further than a Pod that is not running and ready"}
	RuleWaitAvailable = Rule{"processReplica", inControl, 482, 489,
		"an OrderedReady set goes no further than a Pod that is not ready for minReadySeconds"}
	RuleIdentity = Rule{"UpdateStatefulPod", inPodControl, 175, 234,
		"a Pod whose name label or volumes are not those of its ordinal is corrected"}
	RuleRetention = Rule{"isClaimOwnerUpToDate", inUtils, 256, 312,
		"the claim retention policy is kept up by the claims' owners"}
	RuleCondemned = Rule{"processCondemned", inControl, 511, 538,
		"Pods outside the range are deleted from the highest down, by an OrderedReady set one at a time and after every Pod of the range is available"}
	RuleCondemnedGone = Rule{"processCondemned", inControl, 513, 521,
		"an OrderedReady set waits for a Pod that is removed to be gone before it removes the next"}
	RuleCondemnedReady = Rule{"processCondemned", inControl, 522, 533,
		"an OrderedReady set removes no Pod while a lower one outside the range is not available, unless it is that one itself"}
	RuleOnDelete = Rule{"updateStatefulSet", inControl, 727, 730,
		"an OnDelete set never replaces an outdated Pod"}
	RulePartition = Rule{"updateStatefulSet", inControl, 743, 749,
		"Pods below ordinals.start + partition are not updated"}
	RuleUpdate = Rule{"updateStatefulSet", inControl, 751, 760,
		"the highest outdated Pod is deleted, whether it is ready or not"}
	RuleUpdateWaits = Rule{"updateStatefulSet", inControl, 762, 766,
		"a rolling update goes no further down than a Pod that is not available"}
	RuleBudget = Rule{"updateStatefulSetAfterInvariantEstablished", inControl, 845, 873,
		"no Pod is replaced while as many as maxUnavailable are not available"}
	RuleBudgetUpdate = Rule{"updateStatefulSetAfterInvariantEstablished", inControl, 915, 933,
		"as many outdated Pods are deleted at once, from the highest down, as maxUnavailable leaves"}
	RuleTwoPhaseBroken = Rule{"updateStatefulSetAfterInvariantEstablished", inControl, 881, 894,
		"a Parallel set deletes every outdated Pod that is not available, whatever maxUnavailable says"}
	RuleTwoPhase = Rule{"updateStatefulSetAfterInvariantEstablished", inControl, 896, 910,
		"a Parallel set then deletes available outdated Pods, from the highest down, as far as maxUnavailable allows"}
	RuleComplete = Rule{"completeUpdate", inUtils, 645, 659,
		"the update revision becomes the current one when every Pod of the set is updated and ready"}
	RuleHistory = Rule{"truncateHistory", inControl, 182, 219,
		"revisions that no Pod and no status names are deleted beyond revisionHistoryLimit, the oldest first"}
)

// Rulebook lists every rule, in the order in which a sync comes to them.
func Rulebook() []Rule {
	return []Rule{
		RuleAdoptRevision, RuleAdoptPod, RuleReleasePod, RuleNewRevision, RuleOldRevision, RuleCollision, RuleCurrentRevision,
		RuleDeletedSet, RuleRecreateOff, RuleRecreateDelete, RuleEnded, RuleStaleClaim, RuleCreate, RuleRevisionOfNewPod,
		RuleClaims, RulePendingClaims, RuleWaitGone, RuleWaitReady, RuleWaitAvailable, RuleIdentity, RuleRetention,
		RuleCondemned, RuleCondemnedGone, RuleCondemnedReady, RuleOnDelete, RulePartition, RuleUpdate, RuleUpdateWaits,
		RuleBudget, RuleBudgetUpdate, RuleTwoPhaseBroken, RuleTwoPhase, RuleComplete, RuleHistory,
	}
}
