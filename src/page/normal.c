/* Code points as fonts of page formats give them, to text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

/* Many programs write ⽂ (the radical) where 文 was meant, because both have one glyph.
 * U+2F00–2FD5 and U+2E80–2EF3 in order (Unicode 15, EquivalentUnifiedIdeograph.txt;
 * those without an ideograph below U+10000 stand for themselves). */
#define KANGXI_FIRST 0x2F00
static const char16_t kangxi[] =
    u"一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土"
    u"士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手"
    u"支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉"
    u"瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳"
    u"聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛"
    u"辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯"
    u"鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
#define SUPPLEMENT_FIRST 0x2E80
static const char16_t supplement[] =
    u"⺀厂乛乚乙亻冂⺇刀刂卜㔾小小兀尣尢⺑巳幺彑⺕忄心扌攵 旡日月歺母"
    u"民氵氺灬爫爫丬牛犭王⺪目示礻⺮糹纟罓罒㓁冗⺵羊⺷⺸耂肀聿肉⺽艹艹"
    u"艹虎衤覀西见角⻇讠贝⻊车辶辶辶邑钅長镸长门⻕阝雨青韦页风飞食⻞飠"
    u"饣⻡马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

#define LIGATURE_FIRST 0xFB00
static const char32_t ligatures[][3] = {
    {'f', 'f', 0},   {'f', 'i', 0}, {'f', 'l', 0}, {'f', 'f', 'i'},
    {'f', 'f', 'l'}, {'s', 't', 0}, {'s', 't', 0},
};

/* Signs of the symbol fonts that come with office programs (Symbol, Wingdings), where
 * a font maps them to U+F000 and the byte: the bullets and arrows in use. */
static const struct {
    char16_t from, to;
} symbols[] = {
    {0xF02D, 0x2212}, {0xF06C, 0x25CF}, {0xF06D, 0x274D}, {0xF06E, 0x25A0},
    {0xF06F, 0x25A1}, {0xF071, 0x2751}, {0xF072, 0x2752}, {0xF075, 0x25C6},
    {0xF076, 0x2756}, {0xF077, 0x25C6}, {0xF09F, 0x2022}, {0xF0A7, 0x25AA},
    {0xF0A8, 0x25AB}, {0xF0B7, 0x2022}, {0xF0D8, 0x27A2}, {0xF0E0, 0x2192},
    {0xF0E8, 0x2794}, {0xF0FC, 0x2713}, {0xF0FE, 0x2611},
};

static bool is_in(char32_t c, char32_t first, size_t count)
{
    return c >= first && c - first < count;
}

/* U+FFFD for what means nothing outside its font. */
static char32_t normalize_private(char32_t c)
{
    for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
        if (symbols[i].from == c)
            return symbols[i].to;
    return 0xFFFD;
}

static bool is_private(char32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

size_t glyph_normalize(char32_t c, char32_t out[3])
{
    out[0] = c;
    if (c < 0x2E80) {
        /* Controls, invisible joiners, marks of direction: nothing is drawn. */
        if (c < ' ' || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
            (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F))
            return 0;
        return 1;
    }
    if (is_in(c, KANGXI_FIRST, ARRAY_SIZE(kangxi) - 1))
        out[0] = kangxi[c - KANGXI_FIRST];
    else if (is_in(c, SUPPLEMENT_FIRST, ARRAY_SIZE(supplement) - 1))
        out[0] = supplement[c - SUPPLEMENT_FIRST];
    else if (is_in(c, LIGATURE_FIRST, ARRAY_SIZE(ligatures))) {
        const char32_t *letters = ligatures[c - LIGATURE_FIRST];
        for (size_t i = 0; i < 3; i++)
            out[i] = letters[i];
        return letters[2] ? 3 : 2;
    } else if (c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC)) {
        return 0;
    } else if (is_private(c) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE) {
        out[0] = normalize_private(c);
    }
    return 1;
}

bool glyph_is_wide(char32_t c)
{
    return text_is_cjk(c) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF60);
}

void title_fold(StrBuf *out, Str title)
{
    for (size_t off = 0; off < title.len;) {
        char32_t c = fold_codepoint(utf8_next(title, &off));
        if (c && !text_is_space(c) && !text_is_punctuation(c) && c != 0xFFFD)
            strbuf_append_codepoint(out, c);
    }
}

/* ---- names ------------------------------------------------------------- */

static bool has_word(Str name, Str word)
{
    for (size_t off = 0; off + word.len <= name.len; off++)
        if (str_is_equal_nocase(str_slice(name, off, off + word.len), word))
            return true;
    return false;
}

bool font_is_bold(Str name)
{
    static const char *const words[] = {"bold",       "black",     "heavy",  "demi",
                                        "simhei",     "-hei",      "黑体",   "heiti",
                                        "dabiaosong", "zhongsong", "小标宋", "粗"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (has_word(name, str_from(words[i])))
            return !has_word(name, STR("light"));
    return false;
}

bool title_is_worthless(Str title)
{
    static const char *const starts[] = {"Microsoft ", "untitled", "Untitled", "无标题",
                                         "未命名",     "Document", "文档",     "幻灯片",
                                         "PowerPoint", "Slide ",   "WPS ",     "新建"};
    static const char *const ends[] = {".doc",  ".docx", ".wps", ".pdf",  ".tex",
                                       ".dvi",  ".ps",   ".ppt", ".pptx", ".xls",
                                       ".indd", ".rtf",  ".odt", ".html", ".md",
                                       ".txt",  ".cdr",  ".ceb", ".fh"};
    bool has_letter = false;
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(title, str_from(starts[i])))
            return true;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        Str end = str_from(ends[i]);
        if (title.len >= end.len &&
            str_is_equal_nocase(str_slice(title, title.len - end.len, title.len), end))
            return true;
    }
    for (size_t off = 0; off < title.len;) {
        char32_t c = utf8_next(title, &off);
        /* A title in a wrong encoding, as some drivers write it. */
        if (c == 0xFFFD || (c >= 0x80 && c < 0xA0))
            return true;
        has_letter |=
            !text_is_punctuation(c) && !text_is_space(c) && !(c >= '0' && c <= '9');
    }
    return !has_letter;
}
