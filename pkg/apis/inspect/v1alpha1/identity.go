package v1alpha1

// Verdict is the outcome of one identity check.
type Verdict string

// Verdicts.
const (
	VerdictRight   Verdict = "Right"
	VerdictWrong   Verdict = "Wrong"
	VerdictUnknown Verdict = "Unknown"
)

// Check compares one part of an identity as it is with how it should be.
type Check struct {
	Verdict  Verdict `json:"verdict"`
	Expected string  `json:"expected,omitempty"`
	// Actual is empty when absent; with verdict Unknown nothing can be said of it.
	Actual string `json:"actual,omitempty"`
	// Note says in words why a check is wrong or unknown, or what a right one hides.
	Note string `json:"note,omitempty"`
}

// Identity is everything that makes a Pod the one of its ordinal.
type Identity struct {
	// Hostname and Subdomain as in the Pod's spec; they are immutable in a Pod.
	Hostname  Check `json:"hostname"`
	Subdomain Check `json:"subdomain"`
	// FQDN is the Pod's name in DNS; Resolves says what is known of its record.
	FQDN string `json:"fqdn,omitempty"`
	// Resolves is Right when the governing Service publishes an address under
	// FQDN now, judged from Service, EndpointSlices and Pod: DNS is not asked.
	Resolves Check `json:"resolves"`
	// DNS is what the cluster's DNS answers for FQDN; only with --resolve.
	DNS *DNSCheck `json:"dns,omitempty"`
	// SRV are the names of the Pod's SRV records, one a named port of the governing Service.
	SRV []string `json:"srv,omitempty"`
	// EndpointAddress compares the Pod's IP with the EndpointSlices' address.
	EndpointAddress Check `json:"endpointAddress"`
	// EndpointHostname compares the hostname in the EndpointSlices with the Pod's name.
	EndpointHostname Check `json:"endpointHostname"`
	// PodNameLabel is statefulset.kubernetes.io/pod-name.
	PodNameLabel Check `json:"podNameLabel"`
	// PodIndexLabel is apps.kubernetes.io/pod-index (absent before Kubernetes 1.28).
	PodIndexLabel Check `json:"podIndexLabel"`
	// RevisionLabel is controller-revision-hash; it should name a ControllerRevision of the set.
	RevisionLabel Check `json:"revisionLabel"`
	// Owner compares the controller ownerReference's uid with the set's.
	Owner Check `json:"owner"`
	// Claims compares, per claim template, the claim that the Pod mounts with the one it should.
	Claims []ClaimCheck `json:"claims,omitempty"`
}

// ClaimCheck is the check of one claim template's volume.
type ClaimCheck struct {
	Template string `json:"template"`
	Check    `json:",inline"`
}

// ServiceState says how the governing Service stands.
type ServiceState string

// States of the governing Service.
const (
	ServiceOK ServiceState = "OK"
	// ServiceNone: spec.serviceName is empty, so Pods have no names in DNS.
	ServiceNone ServiceState = "None"
	// ServiceMissing: spec.serviceName names a Service that does not exist.
	ServiceMissing ServiceState = "Missing"
	// ServiceNotHeadless: it has a cluster IP.
	ServiceNotHeadless ServiceState = "NotHeadless"
	// ServiceSelectorMismatch: its selector does not select the set's Pods.
	ServiceSelectorMismatch ServiceState = "SelectorMismatch"
	// ServiceNoSelector: it has no selector, so nobody fills its endpoints from Pods.
	ServiceNoSelector ServiceState = "NoSelector"
	ServiceUnknown    ServiceState = "Unknown"
)

// GoverningService is the Service that gives the set's Pods their names in DNS.
type GoverningService struct {
	Name  string       `json:"name,omitempty"`
	State ServiceState `json:"state"`
	// Message says what the state means for this set.
	Message                  string   `json:"message,omitempty"`
	Headless                 *bool    `json:"headless,omitempty"`
	SelectorMatches          *bool    `json:"selectorMatches,omitempty"`
	PublishNotReadyAddresses *bool    `json:"publishNotReadyAddresses,omitempty"`
	Ports                    []string `json:"ports,omitempty"`
	// EndpointSlices names the slices that belong to the Service. Nil: not read.
	EndpointSlices []string `json:"endpointSlices,omitempty"`
}
