/* Words: what the wording of a line says about its being a heading.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

static bool starts_with_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_has_prefix(text, str_from(words[i])))
            return true;
    }
    return false;
}

static bool ends_with_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_has_suffix(text, str_from(words[i])))
            return true;
    }
    return false;
}

static bool contains_any(Str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_find(text, str_from(words[i]), 0) != STR_NONE)
            return true;
    }
    return false;
}

/* How sentences go on that were cut by a formula, a table or a page. */
bool words_start_sentence(Str text)
{
    static const char *const words[] = {
        "因此", "所以", "则",   "由",   "其中", "而",   "但", "即",   "如果", "如",
        "这",   "我们", "以",   "将",   "令",   "设",   "若", "那么", "于是", "当",
        "假设", "可得", "为了", "对于", "根据", "使用", "在", "得到", "也",   "又",
        "且",   "从",   "它",   "他",   "她",   "我",   "你", "您",   "请",   "注意",
        "图",   "表",   "例如", "比如", "就",   "此",   "有", "是",   "的",   "了",
        "曰",   "问",   "答",   "本",   "故",   "遂",   "乃", "及",   "和",   "与",
        "或",   "并",   "把",   "被",   "让",   "用"};
    /* words of their own that begin with one of these characters */
    static const char *const others[] = {
        "从业", "从严", "当前", "当事", "和谐",     "及时", "设备", "设施",
        "设计", "设立", "设置", "问题", "答辩",     "有效", "有序", "有力",
        "有机", "图书", "图像", "表彰", "表格",     "用地", "用人",
        "用水", "用电", "请示", "请假", "以人为本", "我国", "我省", "我市",
        "我县", "我区", "并购", "并网", "由来",     "即时", "如何", "他人"};
    return starts_with_any(text, words, ARRAY_SIZE(words)) &&
           !starts_with_any(text, others, ARRAY_SIZE(others));
}

bool words_end_sentence(Str text)
{
    static const char *const words[] = {"了", "吗",   "呢", "为", "下", "得", "的",
                                        "是", "有",   "也", "矣", "曰", "说", "到",
                                        "着", "和",   "与", "在", "等", "及", "之",
                                        "于", "如下", "即", "则", "上", "中"};
    /* words of their own that end in one of these characters */
    static const char *const others[] = {
        "原则", "规则", "细则", "准则", "通则", "分则", "守则", "法则", "目的",
        "行为", "作为", "人为", "参与", "给与", "共和", "调和", "温和", "饱和",
        "所得", "心得", "公有", "国有", "所有", "私有", "共有", "享有", "求是",
        "报到", "存在", "内在", "平等", "高等", "优等", "小说", "学说", "传说",
        "演说", "网上", "线上", "线下", "乡下", "旗下", "地下", "高中", "初中",
        "集中", "原則", "規則", "細則", "準則", "通則", "分則", "行為", "參與"};
    return ends_with_any(text, words, ARRAY_SIZE(words)) &&
           !ends_with_any(text, others, ARRAY_SIZE(others));
}

/* What official headings begin with: a call to do something. */
bool words_start_call(Str text)
{
    static const char *const words[] = {
        "坚持", "加强",   "推进", "推动", "深化", "完善", "提高", "提升", "强化", "着力",
        "围绕", "创新",   "突出", "建立", "健全", "加快", "狠抓", "扎实", "努力", "切实",
        "认真", "进一步", "全面", "深入", "大力", "积极", "注重", "发挥", "把握", "抓好",
        "做好", "搭建",   "聚焦", "必须", "要",   "堅持", "強化", "扎實", "持续", "不断",
        "优化", "严格",   "加大", "促进", "统筹", "保障", "拓展", "增强", "实施", "开展",
        "明确", "牢牢",   "更加", "立足", "构建", "打造", "培育", "夯实", "守牢", "紧扣",
        "领会", "履行",   "充分", "广泛", "扩大", "规范", "抓",   "促",   "聚力", "做强",
        "做优", "做大",   "做实", "做细", "筑牢", "压实", "激发", "改善", "巩固", "落实",
        "用好", "管好",   "弘扬", "防范", "畅通", "稳住"};
    return starts_with_any(text, words, ARRAY_SIZE(words));
}

/* （一九四〇年一月）, 2024-05-24: not a title, but a sign of one above. */
bool words_are_date(Str text)
{
    if (text.len > 150)
        return false;
    static const char *const years[] = {"年"};
    static const char *const days[] = {"月", "日"};
    Shape shape = shape_of(text);
    if (contains_any(text, years, 1) && contains_any(text, days, 2) &&
        (shape.starts_bracket || shape.starts_digit))
        return true;
    return shape.digits >= 6 && shape.han <= 12;
}

bool words_are_site_matter(Str text)
{
    static const char *const words[] = {
        "首页",     "来源", "來源",   "编辑", "發布",   "发布",   "点击",
        "點擊",     "版权", "登录",   "注册", "上一篇", "下一篇", "更多",
        "收藏",     "分享", " > ",    " | ",  "›",      "打印",   "下载",
        "相关热词", "QQ",   "会员",   "TOP",  "http",   "www",    "Copyright",
        "©",        "搜索", "客户端", "微信", "关注",   "评论",   "投稿",
        "责任编辑", "字号", "记者",   "作者", "联系",   "网站",   "APP"};
    return contains_any(text, words, ARRAY_SIZE(words));
}

bool words_name_document(Str text)
{
    static const char *const nouns[] = {
        "讲话", "报告", "意见", "办法", "规定", "条例", "通知", "方案", "总结", "要点",
        "解释", "决议", "决定", "细则", "章程", "批复", "纲要", "规划", "公报", "宣言",
        "规则", "規則", "條例", "辦法", "細則", "法",   "致辞", "发言", "材料", "建议",
        "准则", "制度", "標準", "标准", "情况", "情況", "要點", "準則", "規程", "规程",
        "公约", "指南", "手册", "导论", "教程", "研究", "分析"};
    return ends_with_any(text, nouns, ARRAY_SIZE(nouns));
}

/* These stand at the head of a document rather than inside one. */
bool words_name_head(Str text)
{
    static const char *const nouns[] = {
        "合同",   "协议",   "协议书", "公告",   "公示", "通告",  "通报", "议案",
        "提案",   "请示",   "纪要",   "计划",   "预案", "说明",  "解读", "问答",
        "判决书", "裁定书", "决定书", "汇编",   "简报", "年鉴",  "须知", "守则",
        "讲稿",   "命令",   "建议书", "倡议书", "简章", "公开信"};
    return words_name_document(text) || ends_with_any(text, nouns, ARRAY_SIZE(nouns));
}

bool words_are_salutation(Str text, const Brief *brief)
{
    return brief->ending == ENDING_COLON && brief->length <= 24 &&
           contains_any(text,
                        (const char *const[]){"同志", "代表", "委员", "各位", "朋友"}, 5);
}

/* An answer to the line above. */
bool words_are_answer(Str text)
{
    static const char *const words[] = {"答：", "答:", "【答】", "A：", "A:"};
    return starts_with_any(text, words, ARRAY_SIZE(words));
}

bool words_are_turn(Str text)
{
    static const char *const words[] = {"问：", "问:", "問：", "問:", "Q：", "Q:"};
    return starts_with_any(text, words, ARRAY_SIZE(words));
}

/* 〔2023〕15号 */
bool words_are_number(Str text)
{
    return text.len <= 90 && str_has_suffix(text, STR("号")) &&
           (str_find(text, STR("〔"), 0) != STR_NONE ||
            str_find(text, STR("["), 0) != STR_NONE ||
            str_find(text, STR("【"), 0) != STR_NONE) &&
           shape_of(text).digits >= 5;
}

bool words_are_issuer(Str text)
{
    static const char *const words[] = {
        "政府",   "委员会", "委員會", "办公室", "辦公室",  "办公厅", "法院",
        "检察院", "局",     "厅",     "部",     "署",      "院",     "党委",
        "党组",   "政协",   "协会",   "学会",   "联合会",  "公司",   "集团",
        "大学",   "学校",   "中心",   "指挥部", "领导小组"};
    return ends_with_any(text, words, ARRAY_SIZE(words));
}

/* Organisation, office and a name of two to four characters: 某市政协主席 刘某某 */
bool words_are_byline(Str text)
{
    Shape shape = shape_of(text);
    if (shape.length < 6 || shape.length > 34 || shape.blanks != 1 ||
        shape.han + 2 < shape.length || shape.ending != ENDING_OPEN)
        return false;
    size_t off = text.len;
    unsigned name = 0;
    while (off) {
        char32_t codepoint = utf8_previous(text, &off);
        if (text_is_space(codepoint))
            break;
        name++;
    }
    return name >= 2 && name <= 4;
}

/* 来源 编辑 发布时间: the line below the title of a page. */
bool words_are_imprint(Str text)
{
    static const char *const words[] = {"来源", "來源", "编辑", "发布", "發布",
                                        "时间", "時間", "作者", "点击", "點擊",
                                        "浏览", "朝代", "通过"};
    return contains_any(text, words, ARRAY_SIZE(words));
}

/* 但 …: the second sentence of an item of a statute. */
bool words_start_proviso(Str text)
{
    static const char *const words[] = {"但", "其", "前項", "前项", "——"};
    return starts_with_any(text, words, ARRAY_SIZE(words));
}
