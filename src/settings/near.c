/* Did you mean …?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

const char *name_find_near(Str name, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    /* A third of the letters may be wrong, and two changed places (lsit); in words of
     * three letters one: more is another word. */
    size_t limit = name.len < 4 ? 1 : name.len / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = str_distance(name, str_from(names[i]), limit);
        if (distance > limit || distance >= MAX(name.len, str_from(names[i]).len))
            continue;
        nearest = names[i];
        limit = distance ? distance - 1 : 0;
        if (distance == 0)
            break;
    }
    return nearest;
}

#define NAMES_TOLD_MAX 20 /* more are looked up rather than read in a sentence */

bool name_refuse(Error *err, ErrorCode code, const char *what, const char *page, Str name,
                 const char *const *names, size_t count)
{
    const char *near = name_find_near(name, names, count);
    if (near)
        return error_set(err, code, _("unknown %s '%.*s'; did you mean '%s'?"), what,
                         STR_ARG(name), near);
    if (count > NAMES_TOLD_MAX)
        return error_set(err, code,
                         _("unknown %s '%.*s'; the manual (man %s) lists what there is"),
                         what, STR_ARG(name), page);
    StrBuf known = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_appendf(&known, "%s%s", i ? ", " : "", names[i]);
    error_set(err, code, _("unknown %s '%.*s'; there are %s"), what, STR_ARG(name),
              known.data ? known.data : "");
    strbuf_clear(&known);
    return false;
}
