/* What terminals have told of themselves: a small file in the state directory, a row for
 * each terminal, the newest first: "narrow light xterm-256color/…".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/widths.h"

#include <piyue/settings.h>

#include <stdlib.h>

#define FILE_MAX_BYTES 16384
#define ROWS_MAX 40

/* What tells one terminal from another, as far as it can be told. */
static void append_terminal_name(StrBuf *out)
{
    static const char *const variables[] = {"TERM", "TERM_PROGRAM", "VTE_VERSION",
                                            "KONSOLE_VERSION"};
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
        Str value = str_from(getenv(variables[i]));
        strbuf_append_byte(out, i ? '/' : ' ');
        sanitize(out, str_slice(value, 0, 60), SANITIZE_TERMINAL);
    }
}

static bool widths_read(StrBuf *text)
{
    Error err = {0};
    char *directory = paths_get_state();
    char *path = path_join(directory, "widths");
    bool is_read = file_read(path, FILE_MAX_BYTES, text, &err);
    error_clear(&err);
    free(path);
    free(directory);
    return is_read;
}

static const char *const width_names[] = {"narrow", "wide", "safe"};

static TermTraits traits_parse(Str row)
{
    TermTraits traits = {0};
    Str word = str_split(&row, ' ');
    for (size_t i = 0; i < ARRAY_SIZE(width_names); i++) {
        if (!str_is_equal(word, str_from(width_names[i])))
            continue;
        traits.has_width = true;
        traits.width = (AmbiguousWidth)i;
    }
    traits.is_light = str_has_prefix(row, STR("light "));
    traits.has_ground = traits.is_light || str_has_prefix(row, STR("dark "));
    return traits;
}

TermTraits widths_recall(void)
{
    StrBuf text = {0}, name = {0};
    TermTraits traits = {0};
    append_terminal_name(&name);
    Str rest = widths_read(&text) ? strbuf_get(&text) : (Str){0};
    while (rest.data) {
        Str row = str_split(&rest, '\n');
        if (!str_has_suffix(row, strbuf_get(&name)))
            continue;
        traits = traits_parse(row);
        break;
    }
    strbuf_clear(&text);
    strbuf_clear(&name);
    return traits;
}

void widths_remember(TermTraits traits)
{
    StrBuf text = {0}, name = {0}, out = {0};
    Error err = {0};
    append_terminal_name(&name);
    strbuf_append_text(&out, traits.has_width ? width_names[traits.width] : "unknown");
    if (traits.has_ground)
        strbuf_append_text(&out, traits.is_light ? " light" : " dark");
    strbuf_append_str(&out, strbuf_get(&name));
    strbuf_append_byte(&out, '\n');
    Str rest = widths_read(&text) ? strbuf_get(&text) : (Str){0};
    for (int rows = 1; rest.data && rows < ROWS_MAX; rows++) {
        Str row = str_split(&rest, '\n');
        if (row.len == 0 || str_has_suffix(row, strbuf_get(&name)))
            continue;
        strbuf_append_str(&out, row);
        strbuf_append_byte(&out, '\n');
    }
    char *directory = paths_get_state();
    char *path = path_join(directory, "widths");
    bool is_kept = file_make_directory(directory, &err) &&
                   file_write_atomic(path, strbuf_get(&out), &err);
    if (!is_kept)
        error_clear(&err);
    free(path);
    free(directory);
    strbuf_clear(&text);
    strbuf_clear(&name);
    strbuf_clear(&out);
}
