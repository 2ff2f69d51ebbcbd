package kind

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	"github.com/kubectl-sts/kubectl-sts/e2e/nodeimage"
)

// answerTime is how long a registry may take to say anything at all.
const answerTime = 3 * time.Second

// dockerHub is where kind's own images are.
const dockerHub = "https://registry-1.docker.io/v2/"

// image is the one of the options, or of STS_E2E_NODE_IMAGE, or what NodeImage finds.
func (o Options) image(ctx context.Context) (string, error) {
	if image := cmp.Or(o.Image, os.Getenv("STS_E2E_NODE_IMAGE")); image != "" {
		return image, nil
	}
	return NodeImage(ctx, dockerHub, o.Progress)
}

// NodeImage is the image that this release of kind was made with, if the engine has it or a registry answers, and
// else one that is built here from Debian packages and Go modules.
func NodeImage(ctx context.Context, registry string, progress io.Writer) (string, error) {
	stock := defaults.Image
	if _, err := docker(ctx, "image", "inspect", stock); err == nil {
		return stock, nil
	}
	if answers(ctx, registry) {
		_, _ = fmt.Fprintf(progress, "pulling %s, once\n", short(stock))
		_, err := docker(ctx, "pull", "--quiet", stock)
		if err == nil || ctx.Err() != nil {
			return stock, err
		}
		_, _ = fmt.Fprintf(progress, "it cannot be pulled (%s), so a node image is built here\n", lastLine(err.Error()))
	}
	return nodeimage.Ensure(ctx, progress)
}

// answers reports whether a registry says anything within seconds; that it wants a token is an answer.
func answers(ctx context.Context, registry string) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, registry, http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK || response.StatusCode == http.StatusUnauthorized
}

// short is an image's name without its digest.
func short(image string) string {
	name, _, _ := strings.Cut(image, "@")
	return name
}
