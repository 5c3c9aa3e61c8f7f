/* Papers made of numbers: a paragraph's words follow from its number, so that a model
 * need not keep them, and no two are alike. SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak.h"

static const char *const trees[] = {"松", "柏", "梅", "兰", "竹", "菊", "荷",
                                    "桂", "桃", "李", "杏", "槐", "柳", "枫",
                                    "榆", "杉", "楠", "樟", "桐", "棠"};
static const char *const clauses[] = {
    "要逐户摸清家底",     "一条河设一本账",     "清淤之前先听群众意见",
    "每十天巡查一次",     "雨后加密巡查",       "发现问题当天报告",
    "账目按月张贴公布",   "山塘由专人看管",     "水费收缴使用要公开",
    "旧渠损坏的及时修补", "新修的路要留足排水", "老人出行有人照应",
    "校舍墙面年底前刷新", "图书角每周开放三次", "粮仓通风口装上铁网",
    "冬闲时组织修枝",     "春耕前检修农机",     "苗木由合作社统一采购",
    "茶园不得施用禁药",   "集市卫生分段包干",   "垃圾分两类收集",
    "路灯坏了三日内更换", "危房先腾空再修缮",   "雨量数据接入平台",
    "值班电话全天畅通",   "应急物资定点存放",   "演练每季度不少于一回",
    "祠堂旧匾登记造册",   "古树挂牌保护",       "祭扫期间专人守山",
    "快递点延长营业",     "夜市摊位统一编号",   "养殖场远离水源",
    "病死畜禽集中处理",   "补贴名单张榜七日",   "低收入户逐一核实",
    "就业岗位优先本地",   "技能培训送到村口",   "合同文本请律师过目",
    "纠纷先行调解",       "财务由上级代管",     "印章使用逐笔登记",
    "会议记录存档备查",   "意见箱每旬开启",     "答复期限不超过五日",
    "先进事迹及时宣传",   "督查结果通报全镇",   "整改情况回头再看",
};
static const char *const numerals[] = {"一", "二", "三", "四", "五",
                                       "六", "七", "八", "九", "十"};

/* Four trees: 160,000 numbers without a like. The first changes least: what is behind it
 * tells paragraphs from each other, too. */
static void append_code(uint32_t id, StrBuf *out)
{
    for (uint32_t place = 8000; place > 0; place /= ARRAY_SIZE(trees))
        strbuf_append_text(out, trees[id / place % ARRAY_SIZE(trees)]);
}

static void append_sentence(uint32_t *dice, unsigned count, StrBuf *out)
{
    for (unsigned i = 0; i < count; i++) {
        *dice = *dice * 1664525u + 1013904223u;
        strbuf_append_text(out, i ? "，" : "");
        strbuf_append_text(out, clauses[(*dice >> 8) % ARRAY_SIZE(clauses)]);
    }
    strbuf_append_text(out, "。");
}

void paragraph_append_words(Paragraph paragraph, StrBuf *out)
{
    strbuf_append_text(out, "在");
    append_code(paragraph.id, out);
    strbuf_append_text(out, "村");
}

void paragraph_append(Paragraph paragraph, StrBuf *out)
{
    uint32_t dice = paragraph.id * 2654435761u;
    const char *numeral = numerals[(paragraph.number + 9u) % ARRAY_SIZE(numerals)];
    switch ((ParagraphKind)paragraph.kind) {
    case PARAGRAPH_TITLE:
        strbuf_append_text(out, "关于");
        append_code(paragraph.id, out);
        strbuf_append_text(out, "工作的意见");
        return;
    case PARAGRAPH_CHAPTER:
        strbuf_appendf(out, "%s、", numeral);
        append_code(paragraph.id, out);
        strbuf_append_text(out, "工作");
        return;
    case PARAGRAPH_SECTION:
        strbuf_appendf(out, "（%s）", numeral);
        append_code(paragraph.id, out);
        strbuf_append_text(out, "事项");
        return;
    case PARAGRAPH_BODY:
        paragraph_append_words(paragraph, out);
        append_sentence(&dice, 3, out);
        append_sentence(&dice, 3 + paragraph.id % 3, out);
        append_sentence(&dice, 2, out);
        return;
    }
}

Span paragraph_sentence(Paragraph paragraph)
{
    StrBuf text = {0};
    paragraph_append(paragraph, &text);
    Span span = sentence_at(strbuf_get(&text), 0);
    strbuf_clear(&text);
    return span;
}

/* ---- papers ------------------------------------------------------------- */

static void add(Paper *paper, ParagraphKind kind, unsigned count)
{
    paper->paragraphs[paper->count++] = (Paragraph){
        .id = ++soak->last_paragraph, .kind = (uint8_t)kind, .number = (uint8_t)count};
}

unsigned paper_make(void)
{
    soak_must(soak->paper_count < PAPERS_MAX);
    Paper *paper = &soak->papers[soak->paper_count];
    *paper = (Paper){0};
    add(paper, PARAGRAPH_TITLE, 0);
    for (unsigned chapters = 3 + roll(2), i = 1; i <= chapters; i++) {
        add(paper, PARAGRAPH_CHAPTER, i);
        for (unsigned bodies = 2 + roll(2); bodies > 0; bodies--)
            add(paper, PARAGRAPH_BODY, 0);
        for (unsigned sections = 2 * roll(2), j = 1; j <= sections; j++) {
            add(paper, PARAGRAPH_SECTION, j);
            for (unsigned bodies = 1 + roll(2); bodies > 0; bodies--)
                add(paper, PARAGRAPH_BODY, 0);
        }
    }
    return soak->paper_count++;
}

/* Where a body stands that is not the only one between two headings; 0: nowhere. */
static unsigned find_spare(const Paper *paper)
{
    for (int tries = 0; tries < 8; tries++) {
        unsigned at = 1 + roll(paper->count - 1);
        if (paper->paragraphs[at].kind == PARAGRAPH_BODY &&
            paper->paragraphs[at - 1].kind == PARAGRAPH_BODY)
            return at;
    }
    return 0;
}

unsigned paper_change(unsigned from)
{
    soak_must(soak->paper_count < PAPERS_MAX);
    Paper *paper = &soak->papers[soak->paper_count];
    *paper = soak->papers[from];
    unsigned at = 0;
    if (roll(2) && (at = find_spare(paper))) {
        memmove(&paper->paragraphs[at], &paper->paragraphs[at + 1],
                (paper->count - at - 1) * sizeof(paper->paragraphs[0]));
        paper->count--;
    }
    do
        at = 1 + roll(paper->count - 1);
    while (paper->paragraphs[at].kind != PARAGRAPH_BODY);
    if (roll(2) && paper->count < PARAGRAPHS_MAX) { /* a new one in front of it */
        memmove(&paper->paragraphs[at + 1], &paper->paragraphs[at],
                (paper->count - at) * sizeof(paper->paragraphs[0]));
        paper->count++;
    }
    paper->paragraphs[at] =
        (Paragraph){.id = ++soak->last_paragraph, .kind = PARAGRAPH_BODY};
    return soak->paper_count++;
}

/* ---- files -------------------------------------------------------------- */

#define ROW_CODEPOINTS 30

static void append_wrapped(Str text, StrBuf *out)
{
    while (text.len) {
        size_t cut = utf8_offset_of(text, ROW_CODEPOINTS);
        if (cut < text.len && str_has_suffix(str_slice(text, 0, cut), STR("。")))
            cut -= strlen("。"); /* a row that ends so might end a paragraph */
        strbuf_append_str(out, str_slice(text, 0, cut));
        strbuf_append_byte(out, '\n');
        text = str_slice(text, cut, text.len);
    }
    strbuf_append_byte(out, '\n');
}

void paper_write(const Paper *paper, PaperForm form, const char *path)
{
    static const char *const marks[] = {[PARAGRAPH_TITLE] = "# ",
                                        [PARAGRAPH_CHAPTER] = "## ",
                                        [PARAGRAPH_SECTION] = "### ",
                                        [PARAGRAPH_BODY] = ""};
    StrBuf file = {0}, text = {0};
    Error err = {0};
    for (unsigned i = 0; i < paper->count; i++) {
        Paragraph paragraph = paper->paragraphs[i];
        strbuf_reset(&text);
        paragraph_append(paragraph, &text);
        if (form == FORM_WRAPPED && paragraph.kind == PARAGRAPH_BODY) {
            append_wrapped(strbuf_get(&text), &file);
            continue;
        }
        strbuf_append_text(&file, form == FORM_MARKDOWN ? marks[paragraph.kind] : "");
        strbuf_append_str(&file, strbuf_get(&text));
        strbuf_append_text(&file, "\n\n");
    }
    soak_must(file_write_atomic(path, strbuf_get(&file), &err));
    strbuf_clear(&text);
    strbuf_clear(&file);
}
