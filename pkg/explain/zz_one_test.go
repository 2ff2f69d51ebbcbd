package explain
import ("testing";"fmt";"bytes"
"github.com/kubectl-sts/kubectl-sts/e2e/oracle"
"github.com/kubectl-sts/kubectl-sts/pkg/inspect"
"github.com/kubectl-sts/kubectl-sts/pkg/replay"
"github.com/kubectl-sts/kubectl-sts/pkg/snapshot"
"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)
func TestOne(t *testing.T) {
	version := "v1.33.4"; seed := uint64(94); i := int32(7)
	rules, _ := replay.RulesFor(version, nil)
	var encodings oracle.Encodings
	for i, template := range oracle.Templates() {
		e := oracle.Encoding{Data: replay.Patch(&template, rules)}
		for count := range e.Names { e.Names[count] = fmt.Sprintf("web-%d%d", i, count) }
		encodings = append(encodings, e)
	}
	g, _ := oracle.NewGenerator(version, encodings)
	c := g.Case(seed, nil)
	b := &snapshot.Builder{}
	b.Add(c.Set)
	for _, p := range c.Pods { b.Add(p) }
	for _, p := range c.Revisions { b.Add(p) }
	for _, p := range c.Claims { b.Add(p) }
	if seed%3 != 0 { b.SetServerVersion(version) }
	for _, need := range inspect.ExplainNeeds { b.MarkRead(need, "") }
	opts := inspect.Options{Now: c.Now, Needs: inspect.ExplainNeeds}
	e, err := Explain(b.Snapshot(), c.Set, opts, Who{Ordinal:&i})
	if err != nil { t.Fatal(err) }
	var out bytes.Buffer
	printer.Explain(&out, e, printer.ExplainOptions{Width: 100})
	fmt.Println(out.String())
	e, _ = Explain(b.Snapshot(), c.Set, opts, Who{})
	out.Reset()
	printer.Explain(&out, e, printer.ExplainOptions{Width: 100})
	fmt.Println(out.String())
	for _, a := range inspect.NewController(b.Snapshot(), c.Set, opts).Sync().Actions { fmt.Println(a.Verb, a.Name, a.Reason) }
}
