/* Paths that are typed: the home directory, and completion.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <piyue/container.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CANDIDATES_MAX 200

/* A whole path typed or pasted behind the "~/" a prompt begins with is what is meant:
 * "~//srv/papers", "~/~/papers", "~/'/srv/papers'". */
static Str path_skip_start(Str path)
{
    static const char *const starts[] = {"~//", "~/~/", "~/'", "~/\"", "~/file://"};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(path, str_from(starts[i])))
            return str_slice(path, 2, path.len);
    return path;
}

static void append_expanded(StrBuf *out, Str path)
{
    const char *home = getenv("HOME");
    bool is_home =
        path.len > 0 && path.data[0] == '~' && (path.len == 1 || path.data[1] == '/');
    strbuf_append_text(out, is_home && home ? home : "");
    strbuf_append_str(out, str_slice(path, is_home && home ? 1 : 0, path.len));
}

/* What a shell would read: quotation marks and backslashes keep blanks. */
static void append_unquoted(StrBuf *out, Str path)
{
    char mark = 0; /* inside of which quotation marks; 0 for none */
    for (size_t i = 0; i < path.len; i++) {
        char byte = path.data[i];
        if (byte == mark)
            mark = 0;
        else if (!mark && (byte == '\'' || byte == '"'))
            mark = byte;
        else if (byte == '\\' && mark != '\'' && i + 1 < path.len)
            strbuf_append_byte(out, path.data[++i]);
        else
            strbuf_append_byte(out, byte);
    }
}

/* Terminals paste a file that is dropped on them as a shell or a browser would want it:
 * '/srv/my papers', /srv/my\ papers, file:///srv/my%20papers. */
static bool append_dropped(StrBuf *out, Str path)
{
    Str scheme = STR("file://");
    if (!str_has_prefix(path, scheme)) {
        append_unquoted(out, path);
        return true;
    }
    Str rest = str_slice(path, scheme.len, path.len);
    size_t root = str_find(rest, STR("/"), 0); /* behind the host, which is this one */
    return root != STR_NONE && uri_decode(str_slice(rest, root, rest.len), out);
}

char *path_expand(Str path)
{
    StrBuf typed = {0}, dropped = {0};
    path = path_skip_start(path);
    append_expanded(&typed, path);
    bool is_dropped = typed.len && access(typed.data, F_OK) != 0 &&
                      append_dropped(&dropped, strbuf_get(&typed)) && dropped.len &&
                      access(dropped.data, F_OK) == 0;
    StrBuf *meant = is_dropped ? &dropped : &typed;
    char *expanded = str_dup(strbuf_get(meant));
    strbuf_clear(&typed);
    strbuf_clear(&dropped);
    return expanded;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

typedef struct Names {
    char **items;
    size_t count, capacity;
} Names;

/* Entries of a directory that begin with `prefix`, hidden ones only when asked for. */
static Names list_names(const char *directory, Str prefix)
{
    Names names = {0};
    DIR *stream = opendir(*directory ? directory : ".");
    const struct dirent *entry;
    while (stream && (entry = readdir(stream)) && names.count < CANDIDATES_MAX) {
        Str name = str_from(entry->d_name);
        bool is_hidden = name.data[0] == '.';
        if (!str_has_prefix(name, prefix) || (is_hidden && !prefix.len) ||
            str_is_equal(name, STR(".")) || str_is_equal(name, STR("..")) ||
            utf8_find_invalid(name) < name.len)
            continue;
        names.items = mem_grow(names.items, &names.capacity, names.count + 1,
                               sizeof(names.items[0]));
        names.items[names.count++] = str_dup(name);
    }
    if (stream)
        closedir(stream);
    if (names.count)
        qsort(names.items, names.count, sizeof(names.items[0]), compare_names);
    return names;
}

void path_complete(void *context, Str text, Prompt *prompt)
{
    (void)context;
    text = path_skip_start(text);
    size_t cut = text.len;
    while (cut > 0 && text.data[cut - 1] != '/')
        cut--;
    Str before = str_slice(text, 0, cut), prefix = str_slice(text, cut, text.len);
    char *directory = path_expand(before);
    Names names = list_names(directory, prefix);
    prompt_clear_candidates(prompt);
    for (size_t i = 0; i < names.count; i++) {
        char *path = path_join(*directory ? directory : ".", names.items[i]);
        bool is_folder = is_directory(path);
        StrBuf shown = {0};
        strbuf_appendf(&shown, "%.*s%s%s", STR_ARG(before), names.items[i],
                       is_folder ? "/" : "");
        prompt_add_candidate(prompt, strbuf_get(&shown),
                             is_folder ? str_from(_("folder")) : (Str){0});
        strbuf_clear(&shown);
        free(path);
        free(names.items[i]);
    }
    free(names.items);
    free(directory);
}
