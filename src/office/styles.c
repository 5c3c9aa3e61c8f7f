/* Styles, and what each has from those it is based on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/styles.h"

#include <stdlib.h>
#include <string.h>

#include "office/style_names.h"

static const Style unsaid = {.level = -1,
                             .num_id = -1,
                             .ilvl = -1,
                             .bold = -1,
                             .vanish = -1,
                             .is_centered = -1,
                             .is_indented = -1};

Style style_unsaid(void)
{
    return unsaid;
}

void styles_init(Styles *styles)
{
    *styles = (Styles){.arena = arena_new(), .defaults = unsaid};
    styles->defaults.half_points = 20; /* ECMA-376: ten points where nobody says */
    styles->paragraph = &styles->defaults;
}

void styles_clear(Styles *styles)
{
    free(styles->items);
    arena_free(styles->arena);
    *styles = (Styles){0};
}

Style *styles_add(Styles *styles, Str id)
{
    styles->items = mem_grow(styles->items, &styles->capacity, styles->count + 1,
                             sizeof(styles->items[0]));
    Style *style = &styles->items[styles->count++];
    *style = unsaid;
    style->id = arena_str(styles->arena, id);
    return style;
}

void style_apply_name(Style *style)
{
    style->is_title = style_is_title(style->name);
    style->is_contents = style_is_contents(style->name);
    style->is_quote = style_is_quote(style->name);
    unsigned level = style_level_of_name(style->name);
    if (style->level < 0 && level)
        style->level = (int)level - 1;
    if (style->level < 0 && (style->is_title || style->is_contents))
        style->level = LEVEL_BODY;
}

static int compare_ids(Str a, Str b)
{
    int order = memcmp(a.data, b.data, MIN(a.len, b.len));
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_styles(const void *a, const void *b)
{
    return compare_ids(((const Style *)a)->id, ((const Style *)b)->id);
}

const Style *styles_find(const Styles *styles, Str id)
{
    size_t low = 0, high = styles->count;
    while (low < high && id.len) {
        size_t middle = low + (high - low) / 2;
        int order = compare_ids(styles->items[middle].id, id);
        if (order == 0)
            return &styles->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void style_inherit(Style *style, const Style *base)
{
    int *const to[] = {&style->level,      &style->num_id, &style->ilvl,
                       &style->bold,       &style->vanish, &style->is_centered,
                       &style->is_indented};
    const int *const from[] = {&base->level,      &base->num_id, &base->ilvl,
                               &base->bold,       &base->vanish, &base->is_centered,
                               &base->is_indented};
    for (size_t i = 0; i < ARRAY_SIZE(to); i++)
        if (*to[i] < 0)
            *to[i] = *from[i];
    if (!style->half_points)
        style->half_points = base->half_points;
}

/* Longer chains are rings. */
#define MAX_BASES 32

/* A style that says more itself hides what its bases say: inheriting what a base has
 * inherited already gives the same. */
static void resolve(Styles *styles, Style *style)
{
    Str next = style->based_on;
    for (size_t i = 0; i < MAX_BASES && next.len; i++) {
        const Style *base = styles_find(styles, next);
        if (!base || base == style)
            return;
        style_inherit(style, base);
        next = base->based_on;
    }
}

void styles_finish(Styles *styles)
{
    if (styles->count)
        qsort(styles->items, styles->count, sizeof(Style), compare_styles);
    for (size_t i = 0; i < styles->count; i++)
        resolve(styles, &styles->items[i]);
    for (size_t i = 0; i < styles->count; i++)
        if (styles->items[i].is_default)
            styles->paragraph = &styles->items[i];
}
