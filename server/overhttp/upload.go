package overhttp

import (
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
)

// maxMap is the largest map of files to variables, in bytes.
const maxMap = 64 << 10

// preflightHeaders show that the caller is no form on somebody else's page: a browser
// asks before it sends one of them to another site.
var preflightHeaders = []string{"GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With"}

// upload is a multipart request (https://github.com/jaydenseric/graphql-multipart-request-spec)
// as far as it has been read.
type upload struct {
	parts  *multipart.Reader
	params *graphql.RawParams
	places map[string][]string // by the name of the file's part: where it goes
	files  []*os.File
}

// readUpload reads a multipart request. Its files wait on disk until done is called.
func (e *call) readUpload(boundary string) (params *graphql.RawParams, done func(), why *refusal) {
	done = func() {}
	if !hasPreflight(e.r.Header) {
		return nil, done, refused(http.StatusForbidden, mall.CodePreflightRequired, "send multipart requests with a header GraphQL-Preflight: 1", "multipart 请求须带有请求头 GraphQL-Preflight: 1")
	}
	most := e.MaxBody + e.MaxUpload
	if e.r.ContentLength > most {
		e.w.Header().Set("Connection", "close")
		return nil, done, tooLarge(most)
	}
	if boundary == "" {
		return nil, done, badUpload("it has no boundary", "缺少 boundary")
	}
	u := &upload{parts: multipart.NewReader(http.MaxBytesReader(e.w, e.r.Body, most), boundary)}
	done = u.close
	for _, step := range []func() *refusal{func() *refusal { return u.operations(e.MaxBody) }, func() *refusal { return u.mapping(e.MaxFiles) }, u.receive} {
		if why = step(); why != nil {
			return nil, done, why
		}
	}
	return u.params, done, nil
}

func hasPreflight(h http.Header) bool {
	for _, name := range preflightHeaders {
		if h.Get(name) != "" {
			return true
		}
	}
	return false
}

func badUpload(en, zh string) *refusal {
	return refused(http.StatusBadRequest, mall.CodeBadUpload, "the multipart request makes no sense: %[1]s", "multipart 请求有误：%[2]s", en, zh)
}

// field reads the next part, which must bear a name.
func (u *upload) field(name string, most int64) ([]byte, *refusal) {
	part, err := u.parts.NextPart()
	if err != nil || part.FormName() != name {
		return nil, badUpload("its parts are operations, map and then the files", "各部分依次为 operations、map 和文件")
	}
	content, err := io.ReadAll(io.LimitReader(part, most+1))
	if err != nil {
		return nil, unread(err)
	}
	if int64(len(content)) > most {
		return nil, tooLarge(most)
	}
	return content, nil
}

func (u *upload) operations(most int64) *refusal {
	content, why := u.field("operations", most)
	if why == nil {
		u.params, why = parse(content)
	}
	return why
}

func (u *upload) mapping(most int) *refusal {
	content, why := u.field("map", maxMap)
	if why != nil {
		return why
	}
	if !utf8.Valid(content) || !decode(content, &u.places) || u.places == nil {
		return badUpload(`map must be an object such as {"0": ["variables.file"]}`, `map 应为 {"0": ["variables.file"]} 这样的对象`)
	}
	if len(u.places) > most {
		return refused(http.StatusRequestEntityTooLarge, mall.CodeTooManyFiles, "a request brings at most %s", "一次请求最多上传 %d 个文件", mall.Count(most, "file"))
	}
	for _, paths := range u.places {
		if len(paths) == 0 {
			return badUpload("map must say where each file goes", "map 须说明每个文件的去处")
		}
	}
	return nil
}

// receive reads the files and puts them where the map says.
func (u *upload) receive() *refusal {
	for {
		part, err := u.parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			if len(u.places) > 0 {
				return badUpload("files that the map names are missing", "缺少 map 中列出的文件")
			}
			return nil
		case err != nil:
			return unreadUpload(err)
		}
		paths := u.places[part.FormName()]
		if len(paths) == 0 {
			return badUpload("it brings a file that the map does not name, or one twice", "包含 map 中未列出或重复的文件")
		}
		delete(u.places, part.FormName())
		if why := u.file(part, paths); why != nil {
			return why
		}
	}
}

func unreadUpload(err error) *refusal {
	if why := unread(err); why.code != mall.CodeBadRequest {
		return why
	}
	return badUpload("it ends too early", "内容不完整")
}

// namesPath reports whether a file's name, as it was sent, has a path in it. FileName would
// hide that.
func namesPath(part *multipart.Part) bool {
	_, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	return err != nil || strings.ContainsAny(parameters["filename"], "/\\\x00") || parameters["filename"] == ".."
}

// file keeps a file on disk: files may be far larger than what the server should
// hold in memory for a caller.
func (u *upload) file(part *multipart.Part, paths []string) *refusal {
	if namesPath(part) {
		return badUpload("the name of a file has a path in it", "文件名中含有路径")
	}
	f, err := os.CreateTemp("", "pointsmall-upload-*")
	if err != nil {
		return unkept(err)
	}
	u.files = append(u.files, f)
	size, err := io.Copy(onDisk{f}, part)
	var full *os.PathError
	if errors.As(err, &full) {
		return unkept(err)
	} else if err != nil {
		return unreadUpload(err)
	}
	for _, path := range paths {
		file := graphql.Upload{File: io.NewSectionReader(f, 0, size), Filename: part.FileName(), Size: size, ContentType: part.Header.Get("Content-Type")}
		if !place(u.params.Variables, path, file) {
			return badUpload("the map names a variable that is not null", "map 指向的变量不为 null")
		}
	}
	return nil
}

// onDisk hides a file's ReadFrom, which hides whether reading or writing failed.
type onDisk struct{ io.Writer }

func unkept(err error) *refusal {
	slog.Error("an upload could not be kept", "error", err)
	return refused(http.StatusServiceUnavailable, mall.CodeUnavailable, "the file could not be kept; try again", "暂时无法保存文件，请稍后重试")
}

// place puts a file where a path such as variables.files.0 leads to null.
func place(variables map[string]any, path string, file graphql.Upload) bool {
	steps := strings.Split(path, ".")
	if len(steps) < 2 || steps[0] != "variables" {
		return false
	}
	var at any = variables
	for i, step := range steps[1:] {
		last := i == len(steps)-2
		switch into := at.(type) {
		case map[string]any:
			v, ok := into[step]
			if last {
				if ok = ok && v == nil; ok {
					into[step] = file
				}
				return ok
			}
			at = v
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index < 0 || index >= len(into) {
				return false
			}
			if last {
				free := into[index] == nil
				if free {
					into[index] = file
				}
				return free
			}
			at = into[index]
		default:
			return false
		}
	}
	return false
}

// close removes the files.
func (u *upload) close() {
	for _, f := range u.files {
		if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
			slog.Warn("an upload's file could not be removed", "error", err)
		}
	}
}
