// Package plugins holds what other tools load: completion for kubectl, shortcuts
// for k9s and the manifest's template for Krew.
package plugins

import _ "embed"

// Krew is the text/template of a Krew manifest, see hack/krew-manifest.
//
//go:embed krew/plugin.yaml.tmpl
var Krew string
