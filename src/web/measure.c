/* How much of each element of a page is text, and of what kind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/measure.h"

#include <stdlib.h>

#include <piyue/text.h>

#include "web/element.h"
#include "web/hint.h"

/* A clause of running text has about so many units. */
#define UNITS_PER_MARK 16.0f
/* What each run costs: many short ones are furniture. */
#define RUN_COST 4.0f
#define PARAGRAPH_UNITS 25

/* ---- text -------------------------------------------------------------- */

static bool is_mark(char32_t c)
{
    switch (c) {
    case 0xFF0C: /* ， */
    case 0x3002: /* 。 */
    case 0x3001: /* 、 */
    case 0xFF1B: /* ； */
    case 0xFF01: /* ！ */
    case 0xFF1F: /* ？ */
    case 0xFF1A: /* ： */
    case 0x201D: /* ” */
    case 0x2026: /* … */
    case ',':
    case ';':
    case '.':
    case '!':
    case '?':
        return true;
    default:
        return false;
    }
}

TextFacts text_measure(Str text)
{
    TextFacts facts = {0};
    bool is_in_word = false;
    for (size_t off = 0; off < text.len;) {
        unsigned char byte = (unsigned char)text.data[off];
        char32_t c = byte;
        if (byte < 0x80)
            off++;
        else
            c = utf8_next(text, &off);
        bool is_ascii_letter =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (c >= 0x2E80 && text_is_cjk(c)) {
            facts.units++;
            facts.ends_sentence = is_in_word = false;
        } else if (is_ascii_letter ||
                   (c >= 0xC0 && !text_is_punctuation(c) && !text_is_space(c))) {
            facts.units += is_in_word ? 0 : 2;
            is_in_word = true;
            facts.ends_sentence = false;
        } else if (is_mark(c)) {
            /* 3.5 and a.b are no sentences. */
            bool is_inner = byte < 0x80 && is_in_word && off < text.len &&
                            (unsigned char)text.data[off] > ' ';
            facts.marks += !is_inner;
            facts.ends_sentence = c != ',' && c != 0xFF0C && c != 0x3001 && c != 0xFF1A;
            is_in_word = false;
        } else if (c != '\'' && c != 0x2019) {
            is_in_word = false;
        }
    }
    return facts;
}

/* ---- runs -------------------------------------------------------------- */

typedef struct Meter {
    Measures *measures;
    uint32_t open;  /* innermost open element */
    uint32_t block; /* innermost open block: owns the run */
    unsigned links; /* open ones */
    TextFacts run, linked;
} Meter;

static float weigh_run(const Meter *meter)
{
    float units = (float)meter->run.units, linked = (float)meter->linked.units;
    float marks = (float)meter->run.marks - (float)meter->linked.marks;
    float plain = units - linked;
    float density = linked / units;
    float sense = plain > 0 ? marks * UNITS_PER_MARK / plain : 0;
    sense = MIN(sense, 1.0f);
    float worth = plain * (0.25f + 0.75f * sense) - RUN_COST;
    /* Links in a sentence are a part of it; a line of links is not text. */
    if (density > 0.5f)
        worth = -linked * 0.8f - RUN_COST + (sense > 0.9f ? plain : 0);
    else
        worth += linked * sense * 0.5f;
    return worth;
}

static void end_run(Meter *meter)
{
    if (!meter->run.units)
        return;
    Measure *block = &meter->measures->items[meter->block];
    float worth = weigh_run(meter);
    block->units += meter->run.units;
    block->links += meter->linked.units;
    block->marks += meter->run.marks;
    bool is_link = meter->linked.units * 5 > meter->run.units * 4;
    block->begins_linked = block->runs ? block->begins_linked : is_link;
    block->runs++;
    block->long_runs += meter->run.units >= PARAGRAPH_UNITS && meter->run.marks &&
                        meter->linked.units * 3 < meter->run.units;
    block->link_runs += is_link;
    block->worth += worth;
    block->best_run = MAX(block->best_run, worth);
    meter->run = meter->linked = (TextFacts){0};
}

static void add_text(Meter *meter, Str text)
{
    TextFacts facts = text_measure(text);
    meter->run.units += facts.units;
    meter->run.marks += facts.marks;
    if (meter->links) {
        meter->linked.units += facts.units;
        meter->linked.marks += facts.marks;
    }
}

/* ---- elements ---------------------------------------------------------- */

/* A link to another page. The names of papers that are attached are text. */
static bool is_page_link(const xmlNode *node)
{
    return xml_is(node, "a") && !link_is_attachment(node);
}

static bool enter(Meter *meter, xmlNode *node, bool takes_hidden)
{
    ElementRole role = element_get_role(node);
    if (role == ROLE_SKIPPED || (!takes_hidden && element_is_hidden(node)))
        return false;
    Measures *measures = meter->measures;
    bool is_block = role_is_block(role);
    if (is_block || role == ROLE_BREAK)
        end_run(meter);
    measures->items = mem_grow(measures->items, &measures->capacity, measures->count + 1,
                               sizeof(*measures->items));
    uint32_t index = (uint32_t)measures->count++;
    measures->items[index] =
        (Measure){.node = node,
                  .parent = index ? meter->open : 0,
                  .hints = (uint16_t)hint_of(node),
                  .papers = xml_is(node, "a") && link_is_attachment(node),
                  .is_block = is_block};
    node->_private = (void *)(uintptr_t)(index + 1);
    meter->open = index;
    if (is_block)
        meter->block = index;
    meter->links += is_page_link(node);
    return true;
}

/* The innermost block that holds `index`, perhaps itself. */
static uint32_t find_block(const Measures *measures, uint32_t index)
{
    while (index && !measures->items[index].is_block)
        index = measures->items[index].parent;
    return index;
}

static void leave(Meter *meter, const xmlNode *node)
{
    Measure *items = meter->measures->items;
    uint32_t index = meter->open, parent = items[index].parent;
    if (items[index].is_block)
        end_run(meter);
    meter->links -= is_page_link(node);
    items[index].end = (uint32_t)meter->measures->count;
    meter->open = parent;
    if (index == 0)
        return;
    if (!items[parent].runs)
        items[parent].begins_linked = items[index].begins_linked;
    items[parent].units += items[index].units;
    items[parent].links += items[index].links;
    items[parent].marks += items[index].marks;
    items[parent].runs += items[index].runs;
    items[parent].long_runs += items[index].long_runs;
    items[parent].link_runs += items[index].link_runs;
    items[parent].papers += items[index].papers;
    items[parent].worth += items[index].worth;
    items[parent].best_run = MAX(items[parent].best_run, items[index].best_run);
    if (items[index].is_block)
        meter->block = find_block(meter->measures, parent);
}

void measures_take(Measures *measures, xmlNode *root, bool takes_hidden)
{
    Meter meter = {.measures = measures};
    measures->count = 0;
    xmlNode *node = root;
    while (node) {
        bool is_element = node->type == XML_ELEMENT_NODE, is_entered = false;
        node->_private = NULL;
        if (is_element)
            is_entered = enter(&meter, node, takes_hidden);
        else
            add_text(&meter, xml_get_text(node));
        if (is_entered && node->children) {
            node = node->children;
            continue;
        }
        if (is_entered)
            leave(&meter, node);
        while (node != root && !node->next) {
            node = node->parent;
            leave(&meter, node);
        }
        node = node == root ? NULL : node->next;
    }
}

void measures_clear(Measures *measures)
{
    free(measures->items);
    *measures = (Measures){0};
}

Measure *measures_find(const Measures *measures, const xmlNode *node)
{
    uintptr_t place = (uintptr_t)node->_private;
    return place && place <= measures->count ? &measures->items[place - 1] : NULL;
}

Str measures_get_line(const Measures *measures, size_t index, StrBuf *buf)
{
    const Measure *items = measures->items;
    strbuf_reset(buf);
    if (!items[index].is_block || items[index].runs != 1 ||
        items[index].units > LINE_MAX_UNITS)
        return STR("");
    for (size_t i = index + 1; i < items[index].end; i++)
        if (items[i].is_block && items[i].runs)
            return STR("");
    xml_append_text(items[index].node, buf);
    return text_trim(strbuf_get(buf));
}
