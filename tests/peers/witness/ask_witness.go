// A log by golang.org/x/mod/sumdb, which knows nothing of Saldo, asks saldo-witness to cosign:
//
//	ask_witness key                            prints a signer key and a verifier key
//	ask_witness ask URL SIGNER WITNESS_VKEY    every pair of sizes, true and forked
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const sizes = 20

// A verifier of cosignature/v1 for note.Open: C2SP tlog-cosignature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return cosigner{}, fmt.Errorf("no verifier key")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 33 || data[0] != 4 {
		return cosigner{}, fmt.Errorf("not a key that cosigns")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	if fmt.Sprintf("%x", id[:4]) != parts[1] {
		return cosigner{}, fmt.Errorf("the key has another id")
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(id[:4]), data[1:]}, nil
}

// A tree in memory, by sumdb's own storage order.
type tree struct{ stored []tlog.Hash }

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, t.stored[index])
	}
	return found, nil
}

func grow(common int, leaf string) (*tree, error) {
	t := &tree{}
	for n := 0; n < sizes+1; n++ {
		text := fmt.Sprintf("leaf %d", n)
		if n >= common {
			text = leaf + text
		}
		more, err := tlog.StoredHashes(int64(n), []byte(text), t)
		if err != nil {
			return nil, err
		}
		t.stored = append(t.stored, more...)
	}
	return t, nil
}

type log struct {
	url     string
	signer  note.Signer
	witness cosigner
}

func (l log) checkpoint(t *tree, origin string, size int) ([]byte, error) {
	root, err := tlog.TreeHash(int64(size), t)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)}, l.signer)
}

// The status, and whether a 200 is the witness's cosignature of this very checkpoint.
func (l log) ask(t *tree, origin string, old, size int) (int, error) {
	checkpoint, err := l.checkpoint(t, origin, size)
	if err != nil {
		return 0, err
	}
	body := fmt.Sprintf("old %d\n", old)
	if old > 0 && old < size {
		proof, err := tlog.ProveTree(int64(size), int64(old), t)
		if err != nil {
			return 0, err
		}
		for _, hash := range proof {
			body += hash.String() + "\n"
		}
	}
	answer, err := http.Post(l.url+"/add-checkpoint", "text/plain", bytes.NewReader(append([]byte(body+"\n"), checkpoint...)))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	line, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		return answer.StatusCode, err
	}
	opened, err := note.Open(append(checkpoint, line...), note.VerifierList(l.witness))
	if err != nil {
		return 200, fmt.Errorf("the cosignature of %s %d: %w", origin, size, err)
	}
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) != 1 {
		return 200, fmt.Errorf("other signatures than the log's and the witness's")
	}
	return 200, nil
}

func run(l log) error {
	truth, err := grow(sizes+1, "")
	if err != nil {
		return err
	}
	accepted, refused := 0, 0
	for old := 1; old <= sizes; old++ {
		for size := old; size <= sizes; size++ {
			origin := fmt.Sprintf("%s/%d-%d", l.signer.Name(), old, size)
			if status, err := l.ask(truth, origin, 0, old); status != 200 || err != nil {
				return fmt.Errorf("%s, first: %d %v", origin, status, err)
			}
			fork, err := grow(old-1, "other ")
			if err != nil {
				return err
			}
			if status, err := l.ask(fork, origin, old, size); (status != 422 && status != 409) || err != nil {
				return fmt.Errorf("%s, forked: %d %v", origin, status, err)
			}
			refused++
			if status, err := l.ask(truth, origin, old, size); status != 200 || err != nil {
				return fmt.Errorf("%s: %d %v", origin, status, err)
			}
			accepted++
		}
	}
	fmt.Println("cosigned:", accepted, "refused:", refused)
	return nil
}

func main() {
	if os.Args[1] == "key" {
		signer, verifier, err := note.GenerateKey(rand.Reader, "go.example/log")
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(signer)
		fmt.Println(verifier)
		return
	}
	signer, err := note.NewSigner(os.Args[3])
	if err == nil {
		var witness cosigner
		if witness, err = newCosigner(os.Args[4]); err == nil {
			err = run(log{os.Args[2], signer, witness})
		}
	}
	if err != nil {
		fmt.Println("WRONG:", err)
		os.Exit(1)
	}
}
