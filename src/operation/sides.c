/* The two sides of an operation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/operation.h>

void sides_begin(Sides *sides)
{
    *sides = (Sides){0};
    json_begin(&sides->before);
    json_begin(&sides->after);
}

static void sides_end(Sides *sides)
{
    json_end(&sides->before);
    json_end(&sides->after);
}

static void sides_clear(Sides *sides)
{
    strbuf_clear(&sides->before);
    strbuf_clear(&sides->after);
}

bool sides_do(Sides *sides, Action *action, const char *kind, Str target, Error *err)
{
    sides_end(sides);
    bool is_done = change_do(action, kind, target, strbuf_get(&sides->before),
                             strbuf_get(&sides->after), err);
    sides_clear(sides);
    return is_done;
}

bool sides_record(Sides *sides, Action *action, const char *kind, Str target, Error *err)
{
    sides_end(sides);
    bool is_done =
        action_record(action, str_from(kind), target, strbuf_get(&sides->before),
                      strbuf_get(&sides->after), err);
    sides_clear(sides);
    return is_done;
}
