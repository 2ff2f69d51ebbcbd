package output

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

const (
	customColumns     = "custom-columns="
	customColumnsFile = "custom-columns-file="
)

// columnSpec is the column specification of -o custom-columns=… or custom-columns-file=….
func columnSpec(format string) (string, error) {
	if path, ok := strings.CutPrefix(format, customColumnsFile); ok {
		return columnFile(path)
	}
	spec, ok := strings.CutPrefix(format, customColumns)
	switch {
	case ok && spec != "":
		return spec, nil
	case ok || format+"=" == customColumns || format+"=" == customColumnsFile:
		return "", errors.New("custom-columns format specified but no custom columns given: use -o custom-columns=NAME:.metadata.name,STATE:.rollout.state")
	}
	return "", unknownFormat(format)
}

// columnFile reads kubectl's template file: a line of headers, below each its JSONPath.
func columnFile(path string) (string, error) {
	if path == "" {
		return "", errors.New("custom-columns-file: no file given")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("custom-columns-file: %w", err)
	}
	lines := strings.SplitN(strings.TrimSpace(string(data)), "\n", 3)
	if len(lines) < 2 {
		return "", fmt.Errorf("custom-columns-file %s: want a line of headers and below it a line of JSONPaths", path)
	}
	headers, paths := strings.Fields(lines[0]), strings.Fields(lines[1])
	if len(headers) != len(paths) {
		return "", fmt.Errorf("custom-columns-file %s: %d headers but %d JSONPaths", path, len(headers), len(paths))
	}
	columns := make([]string, len(headers))
	for i := range headers {
		columns[i] = headers[i] + ":" + paths[i]
	}
	return strings.Join(columns, ","), nil
}
