// Package output turns reports into what -o asks for: the printer's screens, or
// cli-runtime's printers over the reports as they are.
package output

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kubectl-sts/kubectl-sts/pkg/printer"
)

// Flags say how to print.
type Flags struct {
	Format    string
	NoHeaders bool
	Color     string
}

// Values of --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

const (
	formatJSON = "json"
	formatYAML = "yaml"
)

// The formats that need no template; the rest are "format=template".
var (
	screens = []string{printer.FormatTable, printer.FormatWide, printer.FormatMarkdown}
	whole   = []string{formatJSON, formatYAML, "kyaml", "name"}
	shaped  = []string{
		"jsonpath=", "jsonpath-as-json=", "jsonpath-file=", "go-template=", "go-template-file=",
		customColumns, customColumnsFile,
	}
)

// NewFlags has the defaults.
func NewFlags() *Flags { return &Flags{Color: colorAuto} }

// AddFlags adds the flags and their completion to cmd.
func (f *Flags) AddFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.Format, "output", "o", f.Format, "Output `FORMAT`. One of: "+strings.Join(formats(), ", ")+".")
	flags.BoolVar(&f.NoHeaders, "no-headers", f.NoHeaders, "Leave the header of tables out.")
	flags.StringVar(&f.Color, "color", f.Color, "Colour the screen `WHEN`: auto (on terminals, unless NO_COLOR is set), always or never.")
	_ = cmd.RegisterFlagCompletionFunc("output", completeFormat)
	_ = cmd.RegisterFlagCompletionFunc("color",
		cobra.FixedCompletions([]string{colorAuto, colorAlways, colorNever}, cobra.ShellCompDirectiveNoFileComp))
}

func formats() []string { return slices.Concat(screens, whole, shaped) }

func completeFormat(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, format := range formats() {
		if strings.HasPrefix(format, typed) {
			out = append(out, format)
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if len(out) == 1 && strings.HasSuffix(out[0], "=") {
		// What follows the "=" is still to be typed.
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return out, directive
}

func unknownFormat(format string) error {
	return fmt.Errorf("unknown output format %q; use one of: %s", format, strings.Join(formats(), ", "))
}
