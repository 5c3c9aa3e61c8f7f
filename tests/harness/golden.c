/* Golden screens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SCRIPT_MAX_BYTES (1024 * 1024)

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **golden_list(const char *directory)
{
    char **names = NULL;
    size_t count = 0, capacity = 0;
    Str suffix = STR(".script");
    DIR *folder = opendir(directory);
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        Str name = str_from(entry->d_name);
        if (!str_has_suffix(name, suffix))
            continue;
        names = mem_grow(names, &capacity, count + 2, sizeof(*names));
        names[count++] = str_dup(str_slice(name, 0, name.len - suffix.len));
    }
    if (folder)
        closedir(folder);
    names = mem_grow(names, &capacity, count + 1, sizeof(*names));
    names[count] = NULL;
    qsort(names, count, sizeof(*names), compare_names);
    return names;
}

static bool golden_read_content(Golden *golden, Error *err)
{
    bool is_read = true;
    strbuf_append_str(&golden->content, strbuf_get(&golden->text));
    for (size_t i = 0; i < golden->script.count; i++) {
        const ScriptStep *step = &golden->script.steps[i];
        bool has_files = step->verb == SCRIPT_START || step->verb == SCRIPT_PLACE;
        Str files = has_files ? step->argument : (Str){0};
        while (is_read && files.data) {
            StrBuf path = {0}, content = {0};
            Str name = str_split(&files, ' ');
            strbuf_appendf(&path, "%s/%.*s", golden->directory, STR_ARG(name));
            is_read =
                name.len == 0 || file_read(path.data, SCRIPT_MAX_BYTES, &content, err);
            strbuf_append_str(&golden->content, strbuf_get(&content));
            strbuf_clear(&content);
            strbuf_clear(&path);
        }
    }
    return is_read;
}

bool golden_read(Golden *golden, const char *directory, const char *name, Error *err)
{
    StrBuf path = {0};
    *golden = (Golden){.name = str_dup(str_from(name)),
                       .directory = str_dup(str_from(directory))};
    strbuf_appendf(&path, "%s/%s.screen", directory, name);
    golden->screen_path = strbuf_detach(&path);
    strbuf_appendf(&path, "%s/%s.script", directory, name);
    bool is_read = file_read(path.data, SCRIPT_MAX_BYTES, &golden->text, err) &&
                   script_parse(&golden->script, strbuf_get(&golden->text), err);
    for (size_t i = 0; i < golden->script.count; i++)
        golden->is_matrix |= golden->script.steps[i].verb == SCRIPT_MATRIX;
    strbuf_clear(&path);
    is_read = is_read && golden_read_content(golden, err);
    Error missing = {0};
    golden->has_expected =
        file_read(golden->screen_path, SCRIPT_MAX_BYTES, &golden->expected, &missing);
    error_clear(&missing);
    return is_read;
}

void golden_clear(Golden *golden)
{
    script_clear(&golden->script);
    strbuf_clear(&golden->text);
    strbuf_clear(&golden->content);
    strbuf_clear(&golden->expected);
    free(golden->name);
    free(golden->screen_path);
    free(golden->directory);
    *golden = (Golden){0};
}

bool golden_get_play(const Golden *golden, size_t index, GoldenPlay *play)
{
    static const int sizes[][2] = {{24, 80}, {40, 120}, {12, 40}};
    static const char *const widths[] = {"narrow", "wide", "safe"};
    size_t size = index / ARRAY_SIZE(widths);
    *play = (GoldenPlay){sizes[0][0], sizes[0][1], NULL};
    if (!golden->is_matrix)
        return index == 0;
    if (size >= ARRAY_SIZE(sizes))
        return false;
    *play =
        (GoldenPlay){sizes[size][0], sizes[size][1], widths[index % ARRAY_SIZE(widths)]};
    return true;
}

void golden_append_name(const Golden *golden, const GoldenPlay *play, Str name,
                        StrBuf *out)
{
    strbuf_append_str(out, name);
    if (golden->is_matrix)
        strbuf_appendf(out, "@%dx%d/%s", play->rows, play->columns, play->width);
}

/* ---- screens in a file --------------------------------------------------- */

/* The sign of rows that are as in the first width; no screen begins a row with it. */
#define SAME_ROWS "@@ "

static size_t find_heading(Str text, size_t from)
{
    if (from == 0 && str_has_prefix(text, STR("== ")))
        return 0;
    size_t at = str_find(text, STR("\n== "), from);
    return at == STR_NONE ? text.len : at + 1;
}

static Str get_name(Str part)
{
    Str rest = str_slice(part, 3, part.len);
    Str row = str_split(&rest, '\n');
    return str_split(&row, ' ');
}

static Str find_part(Str text, Str name)
{
    for (size_t at = find_heading(text, 0); at < text.len;) {
        size_t next = find_heading(text, at + 1);
        Str part = str_slice(text, at, next);
        if (str_is_equal(get_name(part), name))
            return part;
        at = next;
    }
    return (Str){0};
}

/* The same screen in the first width; empty for one in that width, or of no matrix. */
static Str find_base(const Golden *golden, Str text, Str name)
{
    StrBuf base = {0};
    GoldenPlay first;
    size_t slash = str_find(name, STR("/"), 0);
    if (!golden_get_play(golden, 0, &first) || !first.width || slash == STR_NONE)
        return (Str){0};
    strbuf_appendf(&base, "%.*s/%s", STR_ARG(str_slice(name, 0, slash)), first.width);
    Str found = str_is_equal(strbuf_get(&base), name)
                    ? (Str){0}
                    : find_part(text, strbuf_get(&base));
    strbuf_clear(&base);
    return found;
}

static void append_row(Str row, StrBuf *out)
{
    strbuf_append_str(out, row);
    strbuf_append_byte(out, '\n');
}

static void append_same(int *count, StrBuf *out)
{
    if (*count)
        strbuf_appendf(out, SAME_ROWS "%d\n", *count);
    *count = 0;
}

static void pack_part(Str part, Str base, StrBuf *out)
{
    int same = 0;
    append_row(str_split(&part, '\n'), out);
    str_split(&base, '\n');
    while (part.len) {
        Str row = str_split(&part, '\n');
        if (str_is_equal(row, str_split(&base, '\n'))) {
            same++;
            continue;
        }
        append_same(&same, out);
        append_row(row, out);
    }
    append_same(&same, out);
}

void golden_pack(const Golden *golden, Str screens, StrBuf *out)
{
    for (size_t at = find_heading(screens, 0); at < screens.len;) {
        size_t next = find_heading(screens, at + 1);
        Str part = str_slice(screens, at, next);
        Str base = find_base(golden, screens, get_name(part));
        if (base.len)
            pack_part(part, base, out);
        else
            strbuf_append_str(out, part);
        at = next;
    }
}

bool golden_find_dump(const Golden *golden, Str name, StrBuf *out)
{
    Str text = strbuf_get(&golden->expected);
    Str part = find_part(text, name), base = find_base(golden, text, name);
    bool is_found = part.len > 0;
    if (base.len)
        append_row(str_split(&part, '\n'), out);
    str_split(&base, '\n');
    while (part.len) {
        Str row = str_split(&part, '\n');
        int64_t same = 1;
        bool is_same = base.data && str_has_prefix(row, STR(SAME_ROWS)) &&
                       str_parse_int(str_slice(row, strlen(SAME_ROWS), row.len), &same);
        for (int64_t i = 0; base.data && i < same; i++) {
            Str base_row = str_split(&base, '\n');
            if (is_same)
                append_row(base_row, out);
        }
        if (!is_same)
            append_row(row, out);
    }
    return is_found;
}

static bool has_form(const char *text, size_t len, const char *form)
{
    if (len < strlen(form))
        return false;
    for (; *form; form++, text++)
        if (*form == '0' ? *text < '0' || *text > '9' : *text != *form)
            return false;
    return true;
}

/* "3 s" of reading, whatever the machine was busy with. */
static bool is_seconds(Str text, size_t at)
{
    return at > 0 && text.data[at - 1] == ' ' &&
           has_form(text.data + at, text.len - at, "0 s") &&
           (at + 3 == text.len ||
            str_find(STR(" ,\n"), str_slice(text, at + 3, at + 4), 0) != STR_NONE);
}

void golden_hide_times(StrBuf *screens)
{
    static const char *const forms[] = {"0000-00-00 00:00", "00-00 00:00"};
    for (size_t at = 0; at < screens->len; at++) {
        if (is_seconds(strbuf_get(screens), at))
            screens->data[at] = '0';
        for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
            if (has_form(screens->data + at, screens->len - at, forms[i]))
                memcpy(screens->data + at, forms[i], strlen(forms[i]));
    }
}

void golden_print_difference(Str expected, Str found)
{
    while (expected.data || found.data) {
        Str should = expected.data ? str_split(&expected, '\n') : (Str){0};
        Str is = found.data ? str_split(&found, '\n') : (Str){0};
        if (str_is_equal(should, is))
            continue;
        printf("#  - %.*s\n", STR_ARG(should));
        printf("#  + %.*s\n", STR_ARG(is));
    }
}

#define HOME_PREFIX "piyue-golden-"
#define ORPHAN_SECONDS 3600

static const char *get_homes(void)
{
    const char *parent = getenv("TMPDIR");
    return parent && *parent ? parent : "/tmp";
}

char *golden_make_home(void)
{
    static const char *const variables[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                            "XDG_STATE_HOME", "XDG_CACHE_HOME"};
    StrBuf path = {0};
    strbuf_appendf(&path, "%s/" HOME_PREFIX "%d-XXXXXX", get_homes(), (int)getpid());
    char *home = strbuf_detach(&path);
    if (!mkdtemp(home)) {
        free(home);
        return NULL;
    }
    setenv("HOME", home, 1);
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
        setenv(variables[i], home, 1);
    unsetenv("PIYUE_LIBRARY");
    unsetenv("TMUX");
    unsetenv("VISUAL");
    unsetenv("NO_COLOR");
    setenv("TZ", "Asia/Shanghai", 1);
    return home;
}

char *golden_place_file(const Golden *golden, const char *home, Str name, Error *err)
{
    StrBuf from = {0}, to = {0}, content = {0};
    strbuf_appendf(&from, "%s/%.*s", golden->directory, STR_ARG(name));
    strbuf_appendf(&to, "%s/%.*s", home, STR_ARG(name));
    bool is_placed = file_read(from.data, SCRIPT_MAX_BYTES, &content, err) &&
                     file_write_atomic(to.data, strbuf_get(&content), err);
    strbuf_clear(&from);
    strbuf_clear(&content);
    if (is_placed)
        return strbuf_detach(&to);
    strbuf_clear(&to);
    return NULL;
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

void golden_remove_home(char *home)
{
    nftw(home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(home);
}

/* Where /tmp is shared by systems a number says little: hence the hour. */
static bool is_orphan(const char *path, Str name)
{
    struct stat info;
    int64_t pid = 0;
    Str number = str_slice(name, strlen(HOME_PREFIX), name.len);
    return str_has_prefix(name, STR(HOME_PREFIX)) &&
           str_parse_int(str_split(&number, '-'), &pid) && pid > 0 &&
           lstat(path, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == getuid() &&
           info.st_mtime + ORPHAN_SECONDS < time(NULL) && kill((pid_t)pid, 0) != 0 &&
           errno == ESRCH;
}

void golden_remove_orphans(void)
{
    DIR *folder = opendir(get_homes());
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        char *path = path_join(get_homes(), entry->d_name);
        if (is_orphan(path, str_from(entry->d_name)))
            golden_remove_home(path);
        else
            free(path);
    }
    if (folder)
        closedir(folder);
}

bool golden_fill_inbox(const Golden *golden, const char *home, Str names, Error *err)
{
    char *inbox = path_join(home, "inbox");
    bool is_filled = file_make_directory(inbox, err);
    while (is_filled && names.data) {
        Str name = str_split(&names, ' ');
        char *path = name.len ? golden_place_file(golden, inbox, name, err) : NULL;
        is_filled = !name.len || path;
        free(path);
    }
    free(inbox);
    return is_filled;
}
