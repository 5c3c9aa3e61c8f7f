/* Text objects of OFD to glyphs.
 *
 * A TextCode gives the place of its first character and the steps to the others, in
 * the space of its object; CTM and Boundary take that to the page. Which outline a
 * font draws for a character (CGTransform) does not matter for its text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/ofd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POINTS_PER_MM (72.0 / 25.4)
#define ASCENT 0.88 /* of the size; what fonts of Han have */
#define LATIN_WIDTH 0.5
#define BOLD_WEIGHT_MIN 600
#define STEPS_MAX 65536

/* ---- numbers ----------------------------------------------------------- */

/* The word at `*off`, which moves behind it; empty at the end. */
static Str take_word(Str text, size_t *off)
{
    while (*off < text.len && (unsigned char)text.data[*off] <= ' ')
        (*off)++;
    size_t start = *off;
    while (*off < text.len && (unsigned char)text.data[*off] > ' ')
        (*off)++;
    return str_slice(text, start, *off);
}

/* Decimal, whatever the locale; false for what is none. */
static bool parse_number(Str word, double *number)
{
    double value = 0, scale = 1;
    bool has_point = false, has_digit = false;
    size_t i = word.len && (word.data[0] == '-' || word.data[0] == '+');
    for (; i < word.len; i++) {
        char c = word.data[i];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (c >= '0' && c <= '9') {
            has_digit = true;
            value = value * 10 + (c - '0');
            scale *= has_point ? 10 : 1;
        } else {
            break;
        }
    }
    if (!has_digit || !(value < 1e9 * scale))
        return false;
    *number = (word.data[0] == '-' ? -value : value) / scale;
    return true;
}

size_t ofd_parse_numbers(Str text, double *numbers, size_t count)
{
    size_t found = 0;
    for (size_t off = 0; found < count;) {
        Str word = take_word(text, &off);
        if (!word.len || !parse_number(word, &numbers[found]))
            break;
        found++;
    }
    return found;
}

int64_t ofd_parse_id(Str text)
{
    int64_t id;
    return str_parse_int(str_trim(text), &id) && id >= 0 ? id : -1;
}

static double get_number(const xmlNode *node, const char *name, double usual)
{
    double number;
    Str word = str_trim(xml_get_attribute(node, name));
    return parse_number(word, &number) ? number : usual;
}

/* ---- fonts ------------------------------------------------------------- */

void ofd_fonts_clear(OfdFonts *fonts)
{
    free(fonts->bold);
    *fonts = (OfdFonts){0};
}

void ofd_fonts_add(OfdFonts *fonts, const xmlNode *resources)
{
    for (const xmlNode *node = resources; node; node = xml_next(node, resources, false)) {
        if (!xml_is(node, "Font"))
            continue;
        Str bold = xml_get_attribute(node, "Bold");
        int64_t id = ofd_parse_id(xml_get_attribute(node, "ID"));
        if (id < 0 || !(str_is_equal(bold, STR("true")) || str_is_equal(bold, STR("1")) ||
                        font_is_bold(xml_get_attribute(node, "FontName"))))
            continue;
        fonts->bold = mem_grow(fonts->bold, &fonts->capacity, fonts->count + 1,
                               sizeof(*fonts->bold));
        fonts->bold[fonts->count++] = id;
    }
}

static bool is_bold(const OfdFonts *fonts, int64_t id)
{
    for (size_t i = 0; i < fonts->count; i++)
        if (fonts->bold[i] == id)
            return true;
    return false;
}

/* ---- steps ------------------------------------------------------------- */

/* DeltaX or DeltaY, read one by one: "1.5 g 3 2" is 1.5 2 2 2. */
typedef struct Steps {
    Str text;
    size_t off;
    int64_t repeats;
    double value;
    bool is_given;
} Steps;

/* The next step; false where none is given, as behind the last. */
static bool take_step(Steps *steps, double *step)
{
    if (steps->repeats <= 0) {
        Str word = take_word(steps->text, &steps->off);
        steps->repeats = 1;
        if (str_is_equal(word, STR("g"))) {
            if (!str_parse_int(take_word(steps->text, &steps->off), &steps->repeats))
                return false;
            steps->repeats = MIN(steps->repeats, STEPS_MAX);
            word = take_word(steps->text, &steps->off);
        }
        if (steps->repeats <= 0 || !parse_number(word, &steps->value)) {
            steps->repeats = 0;
            return false;
        }
    }
    steps->repeats--;
    *step = steps->value;
    return true;
}

/* ---- objects ----------------------------------------------------------- */

typedef struct TextObject {
    double left, top;   /* of its boundary on the page, millimetres */
    double matrix[6];   /* a b c d e f */
    double size, width; /* millimetres; horizontal scale */
    bool is_bold;
    double x, y; /* of the TextCode before: what one leaves out goes on */
} TextObject;

/* A character at (x, y) of the object, `step` wide at most. */
static void add_character(const TextObject *object, char32_t c, double x, double y,
                          double step, GlyphList *glyphs)
{
    const double *m = object->matrix;
    double natural = (glyph_is_wide(c) ? 1 : LATIN_WIDTH) * object->size * object->width;
    double width = step > 0 ? MIN(step, object->size * object->width) : natural;
    double corners[4][2] = {{x, y - ASCENT * object->size},
                            {x + width, y - ASCENT * object->size},
                            {x, y + (1 - ASCENT) * object->size},
                            {x + width, y + (1 - ASCENT) * object->size}};
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < 4; i++) {
        double px = m[0] * corners[i][0] + m[2] * corners[i][1] + m[4] + object->left;
        double py = m[1] * corners[i][0] + m[3] * corners[i][1] + m[5] + object->top;
        x0 = fmin(x0, px);
        x1 = fmax(x1, px);
        y0 = fmin(y0, py);
        y1 = fmax(y1, py);
    }
    double scale = sqrt(fabs(m[0] * m[3] - m[1] * m[2]));
    glyph_list_add(
        glyphs, (Glyph){.codepoint = c,
                        .box = {(float)(x0 * POINTS_PER_MM), (float)(y0 * POINTS_PER_MM),
                                (float)(x1 * POINTS_PER_MM), (float)(y1 * POINTS_PER_MM)},
                        .size = (float)(object->size * scale * POINTS_PER_MM),
                        .is_bold = object->is_bold});
}

static void add_code(TextObject *object, const xmlNode *code, GlyphList *glyphs)
{
    double x = get_number(code, "X", object->x), y = get_number(code, "Y", object->y);
    object->x = x;
    object->y = y;
    Steps right = {.text = xml_get_attribute(code, "DeltaX")};
    Steps down = {.text = xml_get_attribute(code, "DeltaY")};
    bool is_upright = right.text.len == 0 && down.text.len > 0;
    StrBuf buf = {0};
    xml_append_text(code, &buf);
    Str text = strbuf_get(&buf);
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        if (c == '\n' || c == '\r' || c == '\t')
            continue;
        double step = 0, fall = 0;
        bool has_step = take_step(&right, &step);
        take_step(&down, &fall);
        add_character(object, c, x, y, step, glyphs);
        if (!has_step && !is_upright)
            step = (glyph_is_wide(c) ? 1 : LATIN_WIDTH) * object->size * object->width;
        x += step;
        y += fall;
    }
    strbuf_clear(&buf);
}

static void add_object(const xmlNode *node, double x, double y, const OfdFonts *fonts,
                       GlyphList *glyphs)
{
    double boundary[4] = {0};
    ofd_parse_numbers(xml_get_attribute(node, "Boundary"), boundary, 4);
    TextObject object = {.left = x + boundary[0],
                         .top = y + boundary[1],
                         .matrix = {1, 0, 0, 1, 0, 0},
                         .size = get_number(node, "Size", 0),
                         .width = get_number(node, "HScale", 1)};
    double matrix[6];
    if (ofd_parse_numbers(xml_get_attribute(node, "CTM"), matrix, 6) == 6)
        memcpy(object.matrix, matrix, sizeof(matrix));
    object.is_bold = get_number(node, "Weight", 400) >= BOLD_WEIGHT_MIN ||
                     is_bold(fonts, ofd_parse_id(xml_get_attribute(node, "Font")));
    if (!(object.size > 0) || !(object.size < 1e4) || !(object.width > 0))
        return;
    for (const xmlNode *code = xml_find_child(node, "TextCode"); code;
         code = xml_next_sibling(code, "TextCode"))
        add_code(&object, code, glyphs);
}

void ofd_add_text(const xmlNode *root, double x, double y, const OfdFonts *fonts,
                  GlyphList *glyphs)
{
    bool is_skipped = false;
    for (const xmlNode *node = root; node; node = xml_next(node, root, is_skipped)) {
        is_skipped = str_is_equal(xml_get_attribute(node, "Visible"), STR("false"));
        if (!is_skipped && xml_is(node, "TextObject")) {
            add_object(node, x, y, fonts, glyphs);
            is_skipped = true;
        }
    }
}
