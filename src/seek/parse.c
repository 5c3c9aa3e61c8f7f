/* What was typed, as a tree.
 *
 *   query    = group
 *   group    = either+                 all of them
 *   either   = item ("|" item)*        one of them
 *   item     = "-" item | "(" group ")" | field value | "~" pattern | near:N | words
 *   words    = "…" or what reaches to the next blank, bracket or bar
 *
 * Marks count where an item begins, or ends; inside a word they are text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seek/node.h"

#include <stdlib.h>

#define DEPTH_MAX 32
#define WORDS_MAX 64

typedef struct Parser {
    Seek *seek;
    Str text;
    size_t off;
    int depth;
    int words; /* needles and patterns so far */
    size_t mistake;
    Error *err;
} Parser;

/* ---- marks ------------------------------------------------------------- */

static char32_t peek(const Parser *parser, size_t *next)
{
    *next = parser->off;
    return parser->off < parser->text.len ? utf8_next(parser->text, next) : 0;
}

static bool is_quote(char32_t c)
{
    return c == '"' || c == 0xFF02; /* ＂ */
}

static bool is_bar(char32_t c)
{
    return c == '|' || c == 0xFF5C; /* ｜ */
}

static bool take(Parser *parser, bool (*is_mark)(char32_t))
{
    size_t next;
    if (!is_mark(peek(parser, &next)))
        return false;
    parser->off = next;
    return true;
}

static bool is_open(char32_t c)
{
    return c == '(';
}

static bool is_close(char32_t c)
{
    return c == ')';
}

static bool is_wave(char32_t c)
{
    return c == '~' || c == 0xFF5E; /* ～ */
}

static void skip_blanks(Parser *parser)
{
    parser->off = text_skip_space(parser->text, parser->off);
}

static bool is_over(Parser *parser)
{
    skip_blanks(parser);
    return parser->off >= parser->text.len;
}

static SeekNode *set_mistake(Parser *parser, size_t off, const char *sentence)
{
    parser->mistake = off;
    error_set(parser->err, ERR_USAGE, _("%s (at character %zu)"), sentence,
              utf8_count_codepoints(str_slice(parser->text, 0, off)) + 1);
    return NULL;
}

/* ---- nodes ------------------------------------------------------------- */

static SeekNode *add_node(Parser *parser, SeekKind kind, Str text)
{
    SeekNode *node = arena_alloc(parser->seek->arena, sizeof(*node));
    node->kind = kind;
    node->text = arena_str(parser->seek->arena, text);
    Seek *seek = parser->seek;
    seek->nodes = mem_grow(seek->nodes, &seek->node_capacity, seek->node_count + 1,
                           sizeof(seek->nodes[0]));
    seek->nodes[seek->node_count++] = node;
    return node;
}

/* Up to the next blank or closing mark; or a quotation, which `*is_quoted` tells. */
static Str take_value(Parser *parser, bool *is_quoted)
{
    *is_quoted = take(parser, is_quote);
    size_t start = parser->off, end = start;
    /* （…） of one's own in a word: (一) is a word too when it is not at its start. */
    int open = 0;
    while (parser->off < parser->text.len) {
        size_t next;
        char32_t c = peek(parser, &next);
        if (*is_quoted
                ? is_quote(c)
                : text_is_space(c) || is_bar(c) || is_quote(c) || (c == ')' && open == 0))
            break;
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        parser->off = end = next;
    }
    if (*is_quoted)
        (void)take(parser, is_quote);
    return str_slice(parser->text, start, end);
}

static SeekNode *add_needle(Parser *parser, SeekKind kind, Str text)
{
    SeekNode *node = add_node(parser, kind, text);
    node->needle = needle_new(node->text);
    return node;
}

/* The text with one zero for the other. */
static void exchange_zeros(Str text, char32_t from, char32_t to, StrBuf *out)
{
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        strbuf_append_codepoint(out, fold_codepoint(c) == from ? to : c);
    }
}

/* 〇 and 零 are two characters of the index and one digit of a year: 二零二四 finds
 * 二〇二四 as well. The form that was typed comes first. */
static SeekNode *add_zeros(Parser *parser, SeekNode *typed)
{
    static const char32_t zeros[][2] = {{U'零', U'〇'}, {U'〇', U'零'}};
    SeekNode *either = NULL, *last = typed;
    for (size_t i = 0; i < ARRAY_SIZE(zeros); i++) {
        StrBuf other = {0};
        exchange_zeros(typed->text, zeros[i][0], zeros[i][1], &other);
        if (!str_is_equal(strbuf_get(&other), typed->text)) {
            if (!either) {
                either = add_node(parser, SEEK_OR, typed->text);
                either->first = typed;
            }
            last->next = add_needle(parser, typed->kind, strbuf_get(&other));
            last = last->next;
        }
        strbuf_clear(&other);
    }
    return either ? either : typed;
}

static SeekNode *parse_words(Parser *parser)
{
    bool is_quoted;
    size_t start = parser->off;
    Str words = take_value(parser, &is_quoted);
    SeekNode *node = add_needle(parser, SEEK_WORDS, words);
    if (!node->needle) {
        /* Marks alone find nothing and forbid nothing: they are passed over. */
        if (parser->off == start)
            (void)peek(parser, &parser->off);
        return NULL;
    }
    parser->seek->has_words = true;
    if (++parser->words > WORDS_MAX)
        return set_mistake(parser, start, _("a search takes at most 64 words"));
    return add_zeros(parser, node);
}

static SeekNode *parse_pattern(Parser *parser)
{
    size_t start = parser->off, next, end_mark;
    char32_t opening = peek(parser, &next);
    bool is_enclosed = opening == '/' || is_quote(opening);
    if (is_enclosed)
        parser->off = next;
    size_t body = parser->off, end = body;
    while (parser->off < parser->text.len) {
        char32_t c = peek(parser, &end_mark);
        if (is_enclosed ? (opening == '/' ? c == '/' : is_quote(c)) : text_is_space(c))
            break;
        bool is_escape = c == '\\' && end_mark < parser->text.len;
        parser->off = end_mark;
        if (is_escape)
            (void)utf8_next(parser->text, &parser->off);
        end = parser->off;
    }
    if (is_enclosed && parser->off < parser->text.len)
        (void)peek(parser, &parser->off);
    if (end == body)
        return set_mistake(parser, start, _("behind ~ stands a regular expression"));
    size_t mistake;
    SeekNode *node = add_node(parser, SEEK_PATTERN, str_slice(parser->text, body, end));
    Error why = {0};
    node->pattern = pattern_new(node->text, &mistake, &why);
    if (!node->pattern)
        set_mistake(parser, body + mistake, error_get_message(&why));
    error_clear(&why);
    parser->seek->has_words = true;
    return node->pattern ? node : NULL;
}

/* ---- fields ------------------------------------------------------------ */

typedef enum Field {
    FIELD_TITLE,
    FIELD_TAG,
    FIELD_DOC,
    FIELD_SINCE,
    FIELD_BEFORE,
    FIELD_IN,
    FIELD_NEAR,
    FIELD_NUMBER,
} Field;

static const struct {
    const char *name;
    Field field;
} fields[] = {
    {"title", FIELD_TITLE},   {"标题", FIELD_TITLE},  {"標題", FIELD_TITLE},
    {"tag", FIELD_TAG},       {"标签", FIELD_TAG},    {"標籤", FIELD_TAG},
    {"doc", FIELD_DOC},       {"文档", FIELD_DOC},    {"文檔", FIELD_DOC},
    {"after", FIELD_SINCE},   {"since", FIELD_SINCE}, {"自", FIELD_SINCE},
    {"before", FIELD_BEFORE}, {"至", FIELD_BEFORE},   {"in", FIELD_IN},
    {"范围", FIELD_IN},       {"範圍", FIELD_IN},     {"near", FIELD_NEAR},
    {"相近", FIELD_NEAR},     {"num", FIELD_NUMBER},  {"数", FIELD_NUMBER},
    {"數", FIELD_NUMBER},
};

/* A field's name and its colon at the place; anything else with a colon is text. */
static bool take_field(Parser *parser, Field *field)
{
    Str rest = str_slice(parser->text, parser->off, parser->text.len);
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
        Str name = str_from(fields[i].name);
        if (rest.len <= name.len ||
            !str_is_equal_nocase(str_slice(rest, 0, name.len), name))
            continue;
        Str behind = str_slice(rest, name.len, rest.len);
        size_t colon = str_has_prefix(behind, STR(":"))    ? 1
                       : str_has_prefix(behind, STR("：")) ? STR("：").len
                                                           : 0;
        if (!colon)
            continue;
        parser->off += name.len + colon;
        *field = fields[i].field;
        return true;
    }
    return false;
}

static SeekNode *parse_day(Parser *parser, SeekKind kind, Str value, size_t at)
{
    size_t size = 0;
    SeekNode *node = add_node(parser, kind, value);
    node->number = seek_parse_day(value, &size);
    if (!node->number || size != value.len)
        return set_mistake(parser, at, _("a day is written 2024, 2024-05 or 2024-05-03"));
    return node;
}

static bool parse_place(Parser *parser, Str value, size_t at)
{
    static const struct {
        const char *name;
        unsigned place;
    } places[] = {
        {"text", SEEK_IN_TEXT},    {"正文", SEEK_IN_TEXT},   {"notes", SEEK_IN_NOTES},
        {"批注", SEEK_IN_NOTES},   {"批註", SEEK_IN_NOTES},  {"titles", SEEK_IN_TITLES},
        {"title", SEEK_IN_TITLES}, {"标题", SEEK_IN_TITLES}, {"標題", SEEK_IN_TITLES}};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        if (str_is_equal_nocase(value, str_from(places[i].name))) {
            parser->seek->places |= places[i].place;
            return true;
        }
    set_mistake(parser, at, _("in: takes text, notes or titles"));
    return false;
}

/* 300 and 三百, each as the other is written: an "or" of both forms. */
static SeekNode *parse_number(Parser *parser, Str value, size_t at)
{
    uint32_t number;
    if (!number_read(value, &number))
        return set_mistake(parser, at, _("num: takes a number, 300 or 三百"));
    SeekNode *either = add_node(parser, SEEK_OR, value);
    SeekNode **end = &either->first;
    for (int form = 0; form < NUMBER_FORM_COUNT; form++) {
        StrBuf written = {0};
        if (number_write(number, (NumberForm)form, &written)) {
            SeekNode *node = add_needle(parser, SEEK_NUMBER, strbuf_get(&written));
            if (form == NUMBER_POSITIONAL)
                node = add_zeros(parser, node);
            *end = node;
            end = &node->next;
        }
        strbuf_clear(&written);
    }
    parser->words++;
    parser->seek->has_words = true;
    return either;
}

/* A field that is a node; `*is_done` for one that only says something of its group. */
static SeekNode *parse_field(Parser *parser, Field field, uint32_t *near, bool *is_done)
{
    bool is_quoted;
    size_t at = parser->off;
    Str value = text_trim(take_value(parser, &is_quoted));
    *is_done = false;
    if (!value.len)
        return set_mistake(parser, at, _("something must stand behind the colon"));
    switch (field) {
    case FIELD_TITLE:
    case FIELD_DOC: {
        SeekNode *node =
            add_node(parser, field == FIELD_TITLE ? SEEK_TITLE : SEEK_DOC, value);
        node->source = (Span){at, parser->off};
        node->needle = needle_new(value);
        for (size_t i = 0; i < value.len && field == FIELD_DOC; i++) {
            bool is_digit = value.data[i] >= '0' && value.data[i] <= '9' && i < 15;
            node->number = is_digit ? node->number * 10 + (value.data[i] - '0') : 0;
            if (!is_digit)
                break;
        }
        return node;
    }
    case FIELD_TAG: {
        SeekNode *node = add_node(parser, SEEK_TAG, value);
        node->source = (Span){at, parser->off};
        return node;
    }
    case FIELD_SINCE:
        return parse_day(parser, SEEK_SINCE, value, at);
    case FIELD_BEFORE:
        return parse_day(parser, SEEK_BEFORE, value, at);
    case FIELD_IN:
        *is_done = parse_place(parser, value, at);
        return NULL;
    case FIELD_NUMBER:
        return parse_number(parser, value, at);
    case FIELD_NEAR: {
        Numeral numeral;
        *is_done = numeral_parse(value, NUMBER_SYSTEMS, &numeral) &&
                   numeral.len_bytes == value.len && numeral.value > 0;
        if (*is_done)
            *near = numeral.value;
        else
            set_mistake(parser, at, _("near: takes a number of characters, as near:10"));
        return NULL;
    }
    }
    return NULL;
}

/* ---- the tree ---------------------------------------------------------- */

static SeekNode *parse_group(Parser *parser, bool is_inner);

/* NULL without an error for what says nothing: marks alone, near:, in:. */
static SeekNode *parse_item(Parser *parser, uint32_t *near)
{
    size_t start = parser->off, next;
    char32_t c = peek(parser, &next);
    size_t behind = next;
    bool has_more =
        next < parser->text.len && !text_is_space(utf8_next(parser->text, &behind));
    Field field;
    bool is_done;
    if (parser->depth >= DEPTH_MAX)
        return set_mistake(parser, start, _("the brackets are too deep"));
    if ((c == '-' || c == 0xFF0D) && has_more) { /* － */
        parser->off = next;
        parser->depth++;
        SeekNode *child = parse_item(parser, near);
        parser->depth--;
        if (!child)
            return NULL;
        SeekNode *node = add_node(parser, SEEK_NOT, (Str){0});
        node->first = child;
        return node;
    }
    if (is_bar(c))
        return set_mistake(parser, start, _("something must stand in front of |"));
    if (take(parser, is_open)) {
        parser->depth++;
        SeekNode *node = parse_group(parser, true);
        parser->depth--;
        if (!error_is_set(parser->err))
            (void)take(parser, is_close);
        return node;
    }
    if (is_wave(c) && has_more) {
        parser->off = next;
        return parse_pattern(parser);
    }
    if (take_field(parser, &field))
        return parse_field(parser, field, near, &is_done);
    return parse_words(parser);
}

static SeekNode *parse_either(Parser *parser, uint32_t *near)
{
    SeekNode *first = parse_item(parser, near), *either = NULL, *last = first;
    while (!error_is_set(parser->err)) {
        skip_blanks(parser);
        size_t bar = parser->off;
        if (!take(parser, is_bar))
            break;
        if (!last)
            return set_mistake(parser, bar, _("something must stand in front of |"));
        if (is_over(parser))
            break; /* being typed */
        SeekNode *next = parse_item(parser, near);
        if (!next)
            continue;
        if (!either) {
            either = add_node(parser, SEEK_OR, (Str){0});
            either->first = first;
        }
        last->next = next;
        last = next;
    }
    return either ? either : first;
}

/* Everything up to the end, or to the bracket that closes. */
static SeekNode *parse_group(Parser *parser, bool is_inner)
{
    SeekNode *group = add_node(parser, SEEK_AND, (Str){0});
    SeekNode **end = &group->first;
    while (!error_is_set(parser->err) && !is_over(parser)) {
        size_t next;
        if (peek(parser, &next) == ')') {
            if (is_inner)
                break;
            parser->off = next; /* a bracket of the text: 一) */
            continue;
        }
        SeekNode *node = parse_either(parser, &group->near);
        if (node) {
            *end = node;
            end = &node->next;
        }
    }
    if (error_is_set(parser->err) || !group->first)
        return NULL;
    return group->first->next || group->near ? group : group->first;
}

/* Does a node say what must be there, not only what must not? */
static bool is_positive(const SeekNode *node)
{
    if (node->kind == SEEK_NOT)
        return false;
    if (node->kind != SEEK_AND && node->kind != SEEK_OR)
        return true;
    bool is_all = true, is_any = false;
    for (const SeekNode *child = node->first; child; child = child->next) {
        is_all = is_all && is_positive(child);
        is_any = is_any || is_positive(child);
    }
    return node->kind == SEEK_AND ? is_any : is_all;
}

Seek *seek_parse(Str text, size_t *mistake, Error *err)
{
    Error own = {0};
    Seek *seek = mem_alloc(sizeof(*seek));
    *seek = (Seek){.arena = arena_new()};
    Parser parser = {.seek = seek, .text = text, .err = &own};
    seek->root = parse_group(&parser, false);
    if (!error_is_set(&own) && !seek->root)
        set_mistake(&parser, 0,
                    _("there is nothing to search for: type a character, a word or a "
                      "number"));
    else if (!error_is_set(&own) && !is_positive(seek->root))
        set_mistake(&parser, 0,
                    _("a search says what should be there, not only what should not"));
    if (!error_is_set(&own))
        return seek;
    if (mistake)
        *mistake = parser.mistake;
    error_set(err, own.code, "%s", error_get_message(&own));
    error_clear(&own);
    seek_free(seek);
    return NULL;
}

static bool name_tags(Seek *seek, SeekNode *node, SeekTagNamer *namer, void *context,
                      Error *err)
{
    Str tag = {0};
    if (node->kind == SEEK_TAG && !namer(context, node->text, seek->arena, &tag, err))
        return false;
    if (tag.len)
        node->text = tag;
    bool is_done = true;
    for (SeekNode *child = node->first; is_done && child; child = child->next)
        is_done = name_tags(seek, child, namer, context, err);
    return is_done;
}

bool seek_name_tags(Seek *seek, SeekTagNamer *namer, void *context, Error *err)
{
    return name_tags(seek, seek->root, namer, context, err);
}

void seek_free(Seek *seek)
{
    if (!seek)
        return;
    for (size_t i = 0; i < seek->node_count; i++) {
        needle_free(seek->nodes[i]->needle);
        pattern_free(seek->nodes[i]->pattern);
    }
    free(seek->nodes);
    arena_free(seek->arena);
    free(seek);
}
