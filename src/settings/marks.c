/* Colours of passages and their names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <stdlib.h>

static const MarkColour colours[] = {
#define MARK_COLOUR(id, name, letter, help) {name, letter, help, STYLE_MARK_##id},
#include "../tables/marks.def"
#undef MARK_COLOUR
};

const MarkColour *mark_list_colours(size_t *count)
{
    *count = ARRAY_SIZE(colours);
    return colours;
}

const MarkColour *mark_find_colour(const Settings *settings, Str name)
{
    for (size_t i = settings ? settings->mark_count : 0; i-- > 0;)
        if (str_is_equal(settings->marks[i].name, name))
            return settings->marks[i].colour;
    for (size_t i = 0; i < ARRAY_SIZE(colours); i++)
        if (str_is_equal(str_from(colours[i].name), name))
            return &colours[i];
    return NULL;
}

bool mark_get_name(const Settings *settings, size_t index, Str *name)
{
    if (index < ARRAY_SIZE(colours)) {
        *name = str_from(colours[index].name);
        return true;
    }
    index -= ARRAY_SIZE(colours);
    if (!settings || index >= settings->mark_count)
        return false;
    *name = settings->marks[index].name;
    return true;
}

bool mark_check_colour(const Settings *settings, Str name, Error *err)
{
    if (!name.len || mark_find_colour(settings, name))
        return true;
    StrBuf names = {0};
    Str known;
    for (size_t i = 0; mark_get_name(settings, i, &known); i++)
        strbuf_appendf(&names, "%s%.*s", i ? ", " : "", STR_ARG(known));
    error_set(err, ERR_USAGE,
              _("there is no colour '%.*s' for passages; there are %s (a row 'mark NAME "
                "COLOUR' in piyuerc gives one a name of your own)"),
              STR_ARG(name), names.data);
    strbuf_clear(&names);
    return false;
}
