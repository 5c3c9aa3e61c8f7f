/* Golden screens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    strbuf_clear(&path);
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
    strbuf_clear(&golden->expected);
    free(golden->name);
    free(golden->screen_path);
    free(golden->directory);
    *golden = (Golden){0};
}

static size_t find_heading(Str text, size_t from)
{
    if (from == 0 && str_has_prefix(text, STR("== ")))
        return 0;
    size_t at = str_find(text, STR("\n== "), from);
    return at == STR_NONE ? text.len : at + 1;
}

Str golden_find_dump(const Golden *golden, Str name)
{
    Str text = strbuf_get(&golden->expected);
    for (size_t at = find_heading(text, 0); at < text.len;) {
        size_t next = find_heading(text, at + 1);
        Str part = str_slice(text, at, next);
        Str rest = str_slice(part, 3, part.len);
        Str row = str_split(&rest, '\n');
        if (str_is_equal(str_split(&row, ' '), name))
            return part;
        at = next;
    }
    return (Str){0};
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

char *golden_make_home(void)
{
    static const char *const variables[] = {"XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                            "XDG_STATE_HOME", "XDG_CACHE_HOME"};
    const char *parent = getenv("TMPDIR");
    char *home = path_join(parent && *parent ? parent : "/tmp", "piyue-golden-XXXXXX");
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
