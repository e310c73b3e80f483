// Checks what a hub proves of its log with golang.org/x/mod/sumdb, which knows nothing of Saldo: check_trees DIR.
// DIR is what saldo_write_trees wrote. Then every file is altered, a place at a time, and must be refused.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// The files of the folder, read once; an altered run has another content for one of them.
type files map[string][]byte

func (f files) read(path string) ([]byte, error) {
	content, ok := f[path]
	if !ok {
		return nil, fmt.Errorf("no file %s", path)
	}
	return content, nil
}

func (f files) text(path string) string { return strings.TrimSuffix(string(f[path]), "\n") }

// The tiles of a tree as C2SP lays them out: the paths of sumdb without the height.
type tiles struct {
	files files
	root  string
}

func (t tiles) Height() int                         { return tileHeight }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := t.files.read(t.root + path)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func openCheckpoint(f files, signed []byte) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(f.text("vkey"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != f.text("origin") {
		return tlog.Tree{}, fmt.Errorf("another origin, or more lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var proof []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		proof = append(proof, hash)
	}
	return proof, nil
}

// The leaves of a bundle, each behind its length.
func leaves(bundle []byte) ([][]byte, error) {
	var found [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("a bundle ends inside a leaf")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		found = append(found, bundle[2:end])
		bundle = bundle[end:]
	}
	return found, nil
}

func checkBundles(f files, root string, tree tlog.Tree, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 256 {
		tile := tlog.Tile{H: tileHeight, L: 0, N: first / 256, W: 256}
		if tree.N-first < 256 {
			tile.W = int(tree.N - first)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := f.read(root + path)
		if err != nil {
			return err
		}
		found, err := leaves(bundle)
		if err != nil || len(found) != tile.W {
			return fmt.Errorf("%s has another number of leaves (%v)", path, err)
		}
		var indexes []int64
		for i := range found {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
		}
		stored, err := reader.ReadHashes(indexes) // authenticated by the root
		if err != nil {
			return err
		}
		for i, leaf := range found {
			if tlog.RecordHash(leaf) != stored[i] {
				return fmt.Errorf("leaf %d is not the one of its tile", first+int64(i))
			}
		}
	}
	return nil
}

func checkFactProof(f files) error {
	head, signed, ok := strings.Cut(string(f["fact.tlog-proof"]), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return fmt.Errorf("no tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	proof, err := hashes(lines[2:])
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(f, []byte(signed))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(f["fact.leaf"]))
}

// What needs no walk over all leaves.
func checkProofs(f files, root string, tree tlog.Tree, reader tlog.HashReader) error {
	old, err := openCheckpoint(f, f["old.checkpoint"])
	if err != nil {
		return err
	}
	told, err := hashes(strings.Split(f.text("consistency"), "\n"))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(told, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("the hub's consistency proof: %w", err)
	}
	made, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil || fmt.Sprint(made) != fmt.Sprint(tlog.TreeProof(told)) {
		return fmt.Errorf("the consistency proof out of the tiles is another one (%v)", err)
	}
	return checkFactProof(f)
}

func check(f files, all bool) error {
	root := "log/" + strings.SplitN(f.text("origin"), "/", 2)[1] + "/"
	signed, err := f.read(root + "checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(f, signed)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, tiles{f, root})
	if err := checkProofs(f, root, tree, reader); err != nil || !all {
		return err
	}
	return checkBundles(f, root, tree, reader)
}

func load(folder string) (files, error) {
	f := files{}
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		if strings.HasPrefix(name, "hub/") {
			return nil
		}
		f[name], err = os.ReadFile(path)
		return err
	})
	return f, err
}

func altered(f files, path string, at int) files {
	other := files{}
	for name, content := range f {
		other[name] = content
	}
	changed := append([]byte{}, f[path]...)
	changed[at] ^= 1
	other[path] = changed
	return other
}

// How many alterations were refused; an error names one that was accepted.
func refuseAll(f files, tree string) (int, error) {
	count := 0
	small := []string{"old.checkpoint", "consistency", "fact.tlog-proof", "fact.leaf", "origin", tree + "checkpoint"}
	for _, path := range small {
		for at := range f[path] {
			if at+1 < len(f[path]) && f[path][at+1] == '=' && path != "fact.leaf" {
				continue // Go reads base64 whatever the bits before its padding are; a change of them changes nothing
			}
			if check(altered(f, path, at), false) == nil {
				return count, fmt.Errorf("accepted: %s, byte %d altered", path, at)
			}
			count++
		}
	}
	// All leaves are walked for these: a few places of each kind of file.
	for _, path := range []string{"tile/0/000", "tile/0/257.p/208", "tile/1/000", "tile/2/000.p/1", "tile/1/001.p/1",
		"tile/entries/000", "tile/entries/257.p/208"} {
		size := len(f[tree+path])
		if size == 0 {
			return count, fmt.Errorf("no file %s", path)
		}
		for _, at := range []int{0, size / 3, size - 1} {
			if check(altered(f, tree+path, at), true) == nil {
				return count, fmt.Errorf("accepted: %s, byte %d altered", path, at)
			}
			count++
		}
	}
	return count, nil
}

func main() {
	f, err := load(os.Args[1])
	if err == nil {
		err = check(f, true)
	}
	if err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
	fmt.Println("accepted: checkpoint, tiles, bundles, consistency proof, inclusion proof")
	tree := "log/" + strings.SplitN(f.text("origin"), "/", 2)[1] + "/"
	count, err := refuseAll(f, tree)
	if err != nil {
		fmt.Println("WRONG:", err)
		os.Exit(1)
	}
	fmt.Println("refused:", count, "alterations")
}
