/* What prompts for the colour and the day of a passage offer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

#include <piyue/finder.h>

#define COLOURS_MAX 64 /* shown of those that fit */

#define NO_COLOUR STR("-")

Str colour_read(Str typed)
{
    typed = text_trim(typed);
    return str_is_equal(typed, NO_COLOUR) ? (Str){0} : typed;
}

void colours_offer(const Settings *settings, Str text, Prompt *prompt)
{
    Finder *finder = finder_new();
    FinderMatch matches[COLOURS_MAX];
    Str name;
    size_t total = 0;
    for (size_t i = 0; mark_get_name(settings, i, &name); i++)
        finder_add(finder, name, 0);
    prompt_clear_candidates(prompt);
    prompt_pick_first(prompt);
    /* The finder passes over what is no letter: every colour would fit it. */
    bool is_none = str_is_equal(text_trim(text), NO_COLOUR);
    size_t count = is_none ? 0 : finder_match(finder, text, matches, COLOURS_MAX, &total);
    for (size_t i = 0; i < count; i++) {
        name = finder_get_name(finder, matches[i].index);
        prompt_add_candidate(prompt, name,
                             str_from(_(mark_find_colour(settings, name)->help)));
    }
    finder_free(finder);
}

void due_remark(Str text, Prompt *prompt)
{
    StrBuf info = {0};
    Error ignored = {0};
    int64_t due_ms = 0;
    if (text_trim(text).len && seek_parse_due(text, time_now_ms(), &due_ms, &ignored)) {
        if (due_ms)
            strbuf_append_time(&info, due_ms, false);
        else
            strbuf_append_text(&info, _("no day"));
    }
    error_clear(&ignored);
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
}
