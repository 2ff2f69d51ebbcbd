// Package images makes the images that the examples and scenarios name, for the nodes of a cluster that cannot pull
// them: each is the one program sts-app and nothing else, so that whatever is applied runs unchanged.
package images

// Image is one name that nodes know afterwards.
type Image struct {
	// Repository and Tag are as a Pod names them.
	Repository, Tag string
	// Env are variables of the program, see sts-app.
	Env []string
}

// Name is the name as containerd keeps it: with the registry that a short name stands for.
func (i Image) Name() string { return i.Repository + ":" + i.Tag }

// All lists the images. Tags differ, so that an update is one; no-such-image is on purpose none of them.
func All() []Image {
	var all []Image
	for _, app := range []struct {
		repository, port string
		tags             []string
	}{
		{"docker.io/library/sts-app", "8080", []string{"1", "2", "bad"}},
		{"docker.io/library/nginx", "80", []string{"1.28", "1.29", "1.30", "1.99", "crashloop"}},
		{"docker.io/library/other", "80", []string{"2"}},
		{"docker.io/luksa/quiz-api", "8080", []string{"0.1", "0.2"}},
		{"docker.io/library/mongo", "27017", []string{"5", "8"}},
		{"docker.io/apache/kafka", "9092", []string{"3.9.1", "3.9.1-hotfix", "4.0.0"}},
		{"docker.io/library/elasticsearch", "9300", []string{"8.18.0", "9.0.1"}},
		{"docker.io/library/rabbitmq", "5672", []string{"4"}},
		{"docker.io/library/redis", "6379", []string{"8"}},
		{"docker.io/library/postgres", "5432", []string{"17"}},
		{"docker.io/library/busybox", "8080", []string{"1.37"}},
		{"docker.io/library/app", "8080", []string{"1"}},
	} {
		for _, tag := range app.tags {
			env := []string{"PATH=/bin", "STS_APP_PORT=" + app.port, "STS_APP_VERSION=" + tag}
			all = append(all, Image{app.repository, tag, append(env, special[tag]...)})
		}
	}
	return all
}

// special are tags that say how the program ends.
var special = map[string][]string{
	"crashloop": {"STS_APP_MODE=crashloop"},
	"bad":       {"STS_APP_MODE=crashloop", "STS_APP_EXIT_CODE=3"},
}
