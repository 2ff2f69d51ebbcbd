package live

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/httpstream" //nolint:staticcheck // the one that client-go's transport/spdy takes
	"k8s.io/client-go/transport/spdy"
)

// statusUpgrader gives the Status that an API server answers instead of an upgrade as
// the error it is. SpdyRoundTripper.NewConnection makes a text of it, in which
// nobody can tell that something is forbidden from what else may be said.
type statusUpgrader struct{ spdy.Upgrader }

// NewConnection is that of spdy.Upgrader.
func (u statusUpgrader) NewConnection(resp *http.Response) (httpstream.Connection, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return u.Upgrader.NewConnection(resp)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	var status metav1.Status
	if json.Unmarshal(body, &status) == nil && status.Kind == "Status" && status.Message != "" {
		return nil, &apierrors.StatusError{ErrStatus: status}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return u.Upgrader.NewConnection(resp)
}
