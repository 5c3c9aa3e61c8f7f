/* Trees of values from JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/tree.h"

#include <piyue/text.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const Tree *tree_find(const Tree *tree, const char *name)
{
    if (!tree || tree->kind != TREE_TABLE)
        return NULL;
    for (const Tree *child = tree->first; child; child = child->next)
        if (str_is_equal(child->name, str_from(name)))
            return child;
    return NULL;
}

Str tree_get_text(const Tree *tree, const char *name)
{
    const Tree *child = tree_find(tree, name);
    return child && child->kind == TREE_TEXT ? child->text : (Str){0};
}

typedef struct Parser {
    Str text;
    size_t off;
    int depth;
    Arena *arena;
} Parser;

static char peek(const Parser *parser)
{
    return parser->off < parser->text.len ? parser->text.data[parser->off] : '\0';
}

static void skip_blanks(Parser *parser)
{
    while (peek(parser) && strchr(" \t\r\n", peek(parser)))
        parser->off++;
}

static bool accept(Parser *parser, char byte)
{
    skip_blanks(parser);
    if (parser->off >= parser->text.len || peek(parser) != byte)
        return false;
    parser->off++;
    return true;
}

static bool accept_word(Parser *parser, Str word)
{
    if (!str_has_prefix(str_slice(parser->text, parser->off, parser->text.len), word))
        return false;
    parser->off += word.len;
    return true;
}

/* ---- strings ------------------------------------------------------------------- */

static bool parse_hex(Parser *parser, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        char byte = peek(parser);
        const char *digit =
            byte ? strchr(digits, byte >= 'A' && byte <= 'F' ? byte - 'A' + 'a' : byte)
                 : NULL;
        if (!digit)
            return false;
        *value = *value << 4 | (uint32_t)(digit - digits);
        parser->off++;
    }
    return true;
}

static bool parse_unicode(Parser *parser, StrBuf *out)
{
    uint32_t high = 0, low = 0;
    if (!parse_hex(parser, &high))
        return false;
    size_t back = parser->off;
    if (high >= 0xd800 && high < 0xdc00 && accept_word(parser, STR("\\u")) &&
        parse_hex(parser, &low) && low >= 0xdc00 && low < 0xe000) {
        strbuf_append_codepoint(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        return true;
    }
    parser->off = back;
    strbuf_append_codepoint(out, high); /* half of a pair becomes U+FFFD */
    return true;
}

static bool parse_escape(Parser *parser, StrBuf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char byte = peek(parser);
    parser->off++;
    if (byte == 'u')
        return parse_unicode(parser, out);
    const char *at = byte ? strchr(from, byte) : NULL;
    if (at)
        strbuf_append_byte(out, to[at - from]);
    return at != NULL;
}

static bool parse_string(Parser *parser, Str *value)
{
    StrBuf text = {0};
    bool is_right = true;
    if (!accept(parser, '"'))
        return false;
    while (is_right && parser->off < parser->text.len && peek(parser) != '"') {
        char byte = peek(parser);
        parser->off++;
        if (byte == '\\')
            is_right = parse_escape(parser, &text);
        else if ((unsigned char)byte < 0x20)
            is_right = false;
        else
            strbuf_append_byte(&text, byte);
    }
    is_right = is_right && accept(parser, '"');
    *value = arena_str(parser->arena, strbuf_get(&text));
    strbuf_clear(&text);
    return is_right;
}

/* ---- values ---------------------------------------------------------------------- */

static Tree *parse_value(Parser *parser);

static bool parse_member(Parser *parser, bool is_object, Tree **child)
{
    Str name = {0};
    if (is_object && (!parse_string(parser, &name) || !accept(parser, ':')))
        return false;
    *child = parse_value(parser);
    if (*child)
        (*child)->name = name;
    return *child != NULL;
}

static bool parse_members(Parser *parser, Tree *tree, bool is_object)
{
    char close = is_object ? '}' : ']';
    Tree **last = &tree->first;
    if (accept(parser, close))
        return true;
    do {
        if (!parse_member(parser, is_object, last))
            return false;
        last = &(*last)->next;
    } while (accept(parser, ','));
    return accept(parser, close);
}

static bool parse_number(Parser *parser, double *value)
{
    Str rest = str_slice(parser->text, parser->off, parser->text.len);
    size_t bytes = str_measure_number(rest);
    char *copy = str_dup(str_slice(rest, 0, bytes));
    *value = strtod(copy, NULL);
    parser->off += bytes;
    free(copy);
    return bytes > 0;
}

static bool fill_value(Parser *parser, Tree *tree)
{
    if (peek(parser) == '"') {
        tree->kind = TREE_TEXT;
        return parse_string(parser, &tree->text);
    }
    if (peek(parser) == '{' || peek(parser) == '[') {
        bool is_object = peek(parser) == '{';
        parser->off++;
        tree->kind = TREE_TABLE;
        return parse_members(parser, tree, is_object);
    }
    tree->kind = TREE_BOOL;
    tree->number = peek(parser) == 't';
    if (accept_word(parser, STR("true")) || accept_word(parser, STR("false")))
        return true;
    tree->kind = TREE_NULL;
    if (accept_word(parser, STR("null")))
        return true;
    tree->kind = TREE_NUMBER;
    return parse_number(parser, &tree->number);
}

static Tree *parse_value(Parser *parser)
{
    Tree *tree = arena_alloc(parser->arena, sizeof(*tree));
    skip_blanks(parser);
    if (parser->off >= parser->text.len || parser->depth >= TREE_MAX_DEPTH)
        return NULL;
    parser->depth++;
    bool is_right = fill_value(parser, tree);
    parser->depth--;
    return is_right ? tree : NULL;
}

Tree *tree_parse_json(Str text, size_t *off, Arena *arena)
{
    Parser parser = {.text = text, .off = *off, .arena = arena};
    Tree *tree = parse_value(&parser);
    skip_blanks(&parser);
    *off = parser.off;
    return tree;
}
