/* Which themes there are, and which one was chosen on the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include "settings/themes.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#define FILE_MAX_BYTES 65536
#define THEMES_MAX 200

/* ---- those there are --------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return str_compare(((const ThemeInfo *)a)->name, ((const ThemeInfo *)b)->name);
}

/* What a file says of itself: its first row, when that is a comment; of the comments
 * right behind it, "# zh_CN: ..." says it in the language of messages. */
static Str find_summary(Str text)
{
    Str summary = {0}, language = str_from(translate_get_language());
    while (str_has_prefix(text, STR("#"))) {
        Str row = str_split(&text, '\n');
        row = str_trim(str_slice(row, 1, row.len));
        bool is_meant = str_has_prefix(row, language) &&
                        str_has_prefix(str_slice(row, language.len, row.len), STR(":"));
        if (is_meant)
            return str_trim(str_slice(row, language.len + 1, row.len));
        summary = summary.data ? summary : row;
    }
    return summary;
}

static void add_own(const char *directory, const char *file, Arena *arena, ThemeInfo *out,
                    size_t *count)
{
    Str name = str_from(file), suffix = STR(".theme");
    StrBuf text = {0}, summary = {0};
    Error ignored = {0};
    if (!str_has_suffix(name, suffix) || name.len == suffix.len || name.data[0] == '.')
        return;
    char *path = path_join(directory, file);
    if (file_read(path, FILE_MAX_BYTES, &text, &ignored))
        sanitize(&summary, find_summary(strbuf_get(&text)), SANITIZE_TERMINAL);
    StrBuf shown = {0};
    sanitize(&shown, str_slice(name, 0, name.len - suffix.len), SANITIZE_TERMINAL);
    if (shown.len == name.len - suffix.len) /* what could not be typed is not offered */
        out[(*count)++] = (ThemeInfo){arena_str(arena, strbuf_get(&shown)),
                                      arena_str(arena, strbuf_get(&summary)), true};
    error_clear(&ignored);
    strbuf_clear(&shown);
    strbuf_clear(&summary);
    strbuf_clear(&text);
    free(path);
}

const ThemeInfo *theme_list(Arena *arena, size_t *count)
{
    ThemeInfo *themes = arena_alloc(arena, THEMES_MAX * sizeof(*themes));
    *count = 0;
    for (const EmbeddedTheme *theme = embedded_themes; theme->name; theme++)
        themes[(*count)++] =
            (ThemeInfo){str_from(theme->name),
                        find_summary((Str){theme->data, theme->len_bytes}), false};
    size_t first_own = *count;
    char *sample = paths_get_theme("x", true);
    Str directory = str_from(sample);
    directory.len -= path_get_name(directory).len;
    char *folder = str_dup(directory);
    DIR *own = opendir(folder);
    for (struct dirent *entry; own && *count < THEMES_MAX && (entry = readdir(own));)
        add_own(folder, entry->d_name, arena, themes, count);
    if (own)
        closedir(own);
    qsort(themes + first_own, *count - first_own, sizeof(*themes), compare_names);
    free(folder);
    free(sample);
    return themes;
}

/* ---- the ground -------------------------------------------------------- */

const char *theme_get_name_for(bool is_light)
{
    return is_light ? "xuanzhi" : "yese";
}

bool theme_guess_ground(bool *is_light)
{
    /* "15;0" of rxvt and Konsole: the last number is the ground's. */
    Str value = str_from(getenv("COLORFGBG"));
    int64_t number = 0;
    while (str_find(value, STR(";"), 0) != STR_NONE)
        str_split(&value, ';');
    if (!str_parse_int(value, &number) || number < 0 || number > 15)
        return false;
    *is_light = number == 7 || number > 8;
    return true;
}

/* ---- what was chosen --------------------------------------------------- */

static char *get_choice_path(void)
{
    char *directory = paths_get_state();
    char *path = path_join(directory, "theme");
    free(directory);
    return path;
}

/* Has `path` changed after `other`? A file that is not there never changed. */
static bool is_newer(const char *path, const char *other)
{
    struct stat file, base;
    if (stat(path, &file) != 0)
        return false;
    if (stat(other, &base) != 0)
        return true;
    return file.st_mtim.tv_sec != base.st_mtim.tv_sec
               ? file.st_mtim.tv_sec > base.st_mtim.tv_sec
               : file.st_mtim.tv_nsec > base.st_mtim.tv_nsec;
}

void theme_recall_choice(Settings *settings, const char *config_path)
{
    char *path = get_choice_path();
    StrBuf text = {0};
    Error ignored = {0};
    if (!is_newer(config_path, path) &&
        file_read(path, FILE_MAX_BYTES, &text, &ignored)) {
        /* A theme that is gone since must not keep anybody out. */
        Theme theme = {0};
        char *name = str_dup(str_trim(strbuf_get(&text)));
        if (*name && theme_load(&theme, name, &ignored) &&
            !settings_set(settings, STR("theme"), str_from(name), &ignored))
            error_clear(&ignored);
        theme_clear(&theme);
        free(name);
    }
    error_clear(&ignored);
    strbuf_clear(&text);
    free(path);
}

bool theme_keep_choice(Str name, Error *err)
{
    char *directory = paths_get_state();
    char *path = get_choice_path();
    bool is_kept =
        file_make_directory(directory, err) && file_write_atomic(path, name, err);
    free(path);
    free(directory);
    return is_kept;
}
