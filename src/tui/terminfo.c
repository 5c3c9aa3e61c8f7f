/* What terminfo says of a terminal. ncurses is asked for the description and for nothing
 * else: cells, columns and bytes are ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/terminfo.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

static const char *const names[CAP_COUNT] = {
    [CAP_CURSOR_PLACE] = "cup",
    [CAP_COLUMN_PLACE] = "hpa",
    [CAP_ROW_PLACE] = "vpa",
    [CAP_REGION] = "csr",
    [CAP_SCROLL_UP] = "indn",
    [CAP_SCROLL_DOWN] = "rin",
    [CAP_SCROLL_UP_1] = "ind",
    [CAP_SCROLL_DOWN_1] = "ri",
    [CAP_CLEAR] = "clear",
    [CAP_ERASE_ROW_END] = "el",
    [CAP_ERASE] = "ech",
    [CAP_BEGIN] = "smcup",
    [CAP_END] = "rmcup",
    [CAP_CURSOR_HIDE] = "civis",
    [CAP_CURSOR_SHOW] = "cnorm",
    [CAP_PLAIN] = "sgr0",
    [CAP_FOREGROUND] = "setaf",
    [CAP_BACKGROUND] = "setab",
    [CAP_COLOURS_DEFAULT] = "op",
    [CAP_BOLD] = "bold",
    [CAP_DIM] = "dim",
    [CAP_ITALIC] = "sitm",
    [CAP_UNDERLINE] = "smul",
    [CAP_REVERSE] = "rev",
    [CAP_REVERSE_END] = "rmso",
    [CAP_STRIKE] = "smxx",
};

/* Owned copy without "$<5/>". NULL for what is absent. */
static char *without_padding(const char *value)
{
    if (!value || value == (const char *)-1 || !*value)
        return NULL;
    StrBuf out = {0};
    Str rest = str_from(value);
    while (rest.len) {
        size_t start = str_find(rest, STR("$<"), 0);
        size_t end = start == STR_NONE ? STR_NONE : str_find(rest, STR(">"), start);
        if (end == STR_NONE)
            start = rest.len;
        strbuf_append_str(&out, str_slice(rest, 0, start));
        rest = str_slice(rest, end == STR_NONE ? rest.len : end + 1, rest.len);
    }
    return strbuf_detach(&out);
}

static bool is_equal(const char *value, const char *standard)
{
    return value && strcmp(value, standard) == 0;
}

/* Terminals bring descriptions of themselves that servers do not have. What is drawn is
 * of the standard, which all of these keep; keys are known by themselves. */
static const struct {
    const char *beginning, *stand_in;
} families[] = {
    {"tmux", "screen-256color"},   {"screen", "screen"},
    {"xterm", "xterm-256color"},   {"xterm", "xterm"},
    {"kitty", "xterm-256color"},   {"ghostty", "xterm-256color"},
    {"foot", "xterm-256color"},    {"alacritty", "xterm-256color"},
    {"wezterm", "xterm-256color"}, {"contour", "xterm-256color"},
    {"rio", "xterm-256color"},     {"konsole", "xterm-256color"},
    {"vte", "xterm-256color"},     {"gnome", "xterm-256color"},
    {"mlterm", "xterm-256color"},  {"mintty", "xterm-256color"},
    {"putty", "xterm-256color"},   {"iterm", "xterm-256color"},
    {"st-", "xterm-256color"},     {"rxvt", "xterm-256color"},
};

static bool is_described(const char *name)
{
    int status = 0;
    return setupterm(name, STDOUT_FILENO, &status) != ERR;
}

/* NULL where there is neither the description nor one of its family. */
static const char *find_description(const char *name)
{
    if (is_described(name))
        return name;
    for (size_t i = 0; i < ARRAY_SIZE(families); i++)
        if (str_has_prefix(str_from(name), str_from(families[i].beginning)) &&
            is_described(families[i].stand_in))
            return families[i].stand_in;
    return NULL;
}

bool terminfo_read(Terminfo *info, const char *name)
{
    *info = (Terminfo){0};
    const char *found = find_description(name);
    if (!found)
        return false;
    info->stand_in = found == name ? NULL : found;
    for (size_t i = 0; i < CAP_COUNT; i++)
        info->strings[i] = without_padding(tigetstr((char *)names[i]));
    info->colours = MAX(tigetnum((char *)"colors"), 0);
    info->uncoloured = MAX(tigetnum((char *)"ncv"), 0);
    info->erases_in_colour = tigetflag((char *)"bce") > 0;
    info->wraps_at_once = tigetflag((char *)"am") > 0 && tigetflag((char *)"xenl") <= 0;
    info->has_rgb = tigetflag((char *)"RGB") > 0;
    const char *plain = info->strings[CAP_PLAIN];
    info->is_standard =
        is_equal(info->strings[CAP_CURSOR_PLACE], "\033[%i%p1%d;%p2%dH") &&
        (!plain || strstr(plain, "\033["));
    return true;
}

void terminfo_clear(Terminfo *info)
{
    for (size_t i = 0; i < CAP_COUNT; i++)
        free(info->strings[i]);
    *info = (Terminfo){0};
    if (cur_term)
        del_curterm(cur_term);
}

bool terminfo_has(const Terminfo *info, Capability capability)
{
    return info->strings[capability] != NULL;
}

void terminfo_append(const Terminfo *info, Capability capability, StrBuf *out)
{
    if (info->strings[capability])
        strbuf_append_text(out, info->strings[capability]);
}

void terminfo_append_with(const Terminfo *info, Capability capability, int first,
                          int second, StrBuf *out)
{
    if (!info->strings[capability])
        return;
    const char *filled = tparm(info->strings[capability], (long)first, (long)second, 0L,
                               0L, 0L, 0L, 0L, 0L, 0L);
    strbuf_append_text(out, filled ? filled : "");
}
