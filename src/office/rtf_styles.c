/* Keeps the styles of RTF by number.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/rtf_styles.h"

#include <stdlib.h>

#define STYLES_MAX 65536

typedef struct Slot {
    Style style;
    bool is_used;
} Slot;

struct RtfStyles {
    Slot *slots; /* owned, by number */
    size_t count, capacity;
};

RtfStyles *rtf_styles_new(void)
{
    return mem_alloc(sizeof(RtfStyles));
}

void rtf_styles_free(RtfStyles *styles)
{
    free(styles->slots);
    free(styles);
}

static bool has_prefix_nocase(Str text, Str prefix)
{
    return text.len >= prefix.len &&
           str_is_equal_nocase(str_slice(text, 0, prefix.len), prefix);
}

/* The digit behind one of the names; 0 for none. */
static unsigned get_level(Str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!has_prefix_nocase(name, str_from(names[i])))
            continue;
        Str rest = str_trim(str_slice(name, str_from(names[i]).len, name.len));
        if (rest.len == 1 && rest.data[0] >= '1' && rest.data[0] <= '9')
            return (unsigned)(rest.data[0] - '0');
    }
    return 0;
}

static void learn_from_name(Style *style, Str name)
{
    static const char *const headings[] = {"heading", "标题", "標題"};
    static const char *const contents[] = {"toc", "目录", "目錄"};
    /* More names stand behind a comma or a semicolon. */
    name = str_trim(str_slice(name, 0, str_find(name, STR(","), 0)));
    if (!style->level)
        style->level = get_level(name, headings, ARRAY_SIZE(headings));
    style->is_contents = get_level(name, contents, ARRAY_SIZE(contents)) > 0;
    style->is_title = str_is_equal_nocase(name, STR("title")) ||
                      str_is_equal(name, STR("标题")) || str_is_equal(name, STR("標題"));
    if (has_prefix_nocase(name, STR("quote")) ||
        has_prefix_nocase(name, STR("intense quote")) || str_is_equal(name, STR("引用")))
        style->kind = BLOCK_QUOTE;
}

void rtf_styles_add(RtfStyles *styles, int number, Str name, const Style *style)
{
    if (number < 0 || number >= STYLES_MAX)
        return;
    size_t index = (size_t)number;
    while (styles->count <= index) {
        styles->slots = mem_grow(styles->slots, &styles->capacity, styles->count + 1,
                                 sizeof(*styles->slots));
        styles->slots[styles->count++] = (Slot){0};
    }
    Slot *slot = &styles->slots[index];
    *slot = (Slot){*style, true};
    const Style *base =
        style->base == number ? NULL : rtf_styles_find(styles, style->base);
    if (base && !slot->style.level)
        slot->style.level = base->level;
    learn_from_name(&slot->style, name);
}

const Style *rtf_styles_find(const RtfStyles *styles, int number)
{
    bool is_there =
        number >= 0 && (size_t)number < styles->count && styles->slots[number].is_used;
    return is_there ? &styles->slots[number].style : NULL;
}
