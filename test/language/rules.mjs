/**
 * Wording that reads as translated, dated or British, each with the advice to print. The list is a floor: a sentence
 * that passes may still need a rewrite.
 */

/** @typedef {{ readonly pattern: RegExp, readonly advice: string }} Rule */

const PREPOSITION =
  '(?:of|from|with|without|for|on|onto|by|in|into|at|to|than|like|after|before|under|over|about|beside|and|or|but)';

/** @type {readonly Rule[]} Applied to every sentence. */
export const ANYWHERE = [
  rule(/\b(?:who|what|which|whom)(?:so)?ever\b/, 'name the person or the thing'),
  rule(/\b(?:no|some|any)body(?: else)?(?:'s)?\b/, 'name the owner, operator or process'),
  rule(
    /\b(?:anew|amiss|forthwith|hence(?:forth)?|there(?:in|of|by|upon)|where(?:by|in|upon|of)|thus|lest)\b/,
    'use an everyday word',
  ),
  rule(/\bmend(?:s|ed|ing)?\b/, 'write "fix" or "repair"'),
  rule(/\bat odds\b|\bspeaks? against\b|\bin each other's way\b/, 'write "conflicts with"'),
  rule(/\bst(?:ands?|ood) in (?:its|their|the|his) way\b/, 'write "prevents" or "conflicts with"'),
  rule(/\b(?:is|are|was|were|be) to (?:be|have|go|come|do|say|stay|stand)\b/, 'write "must" or use a verb'),
  rule(
    /\b(?:has|have|had|is|are|was|were) (?:not )?to be (?:had|done|made|given|found|seen|put|kept|taken|set|known|shown)\b/,
    'write "must be", "can be", or use a verb',
  ),
  rule(/\b(?:makes?|made|making) (?:\w+ ){1,2}so\b(?=$|[,.;:)])/, 'write "apply" or "deploy"'),
  rule(/\b(?:of|than|from|beside|after|by) (?:ours|theirs)\b|\b(?:Ours|Theirs) \w+/, 'name the owner'),
  rule(/\b(?:has|have|had) come of\b|\bcomes? to this\b|\bcomes? of it\b/, 'write "result"'),
  rule(/\bturn(?:s|ed|ing)? (?:a |the )?(?:\w+ )?down\b/, 'write "reject"'),
  rule(
    /\btak(?:es?|ing|en) (?:\w+ ){0,2}(?:over|off)\b|\btook (?:\w+ ){0,2}(?:over|off)\b/,
    'write "import", "replace" or "delete"',
  ),
  rule(/;? \belse (?:<|that of|the (?:default|preference))|; else\b/, 'write "(default: …)"'),
  rule(/\bunless (?:it|one|none) is (?:named|given)\b/, 'write "(default: …)"'),
  rule(/\bwhere (?:there|it|one|nothing) is (?:none|missing|named|given)\b/, 'write "if … is missing"'),
  rule(/\bas (?:it|they|these) (?:is|are|was|were|stands?) to\b/, 'write "as planned" or use a verb'),
  rule(/\bin (?:its|their) stead\b/, 'write "instead"'),
  rule(/\b(?:can|could|may) not but\b|\bnothing but\b/, 'write "only"'),
  rule(/\bthe (?:former|latter)\b/, 'repeat the noun'),
  rule(/\bin order to\b|\bso as to\b/, 'write "to"'),
  rule(
    new RegExp(
      `\\b${PREPOSITION} what (?:it|they|he|we|is|are|was|were|has|have|had|would|could|can|may|must|there|the)\\b`,
    ),
    'use a noun instead of a "what …" clause',
  ),
  rule(/\bwhat (?:there|it|they|that) (?:is|are|was|were|has|have)\b(?! (?:about|for)\b)/, 'use a noun'),
  rule(
    /\b(?:colour|behaviour|neighbour|favour|honour|licence|centre|catalogue|grey)(?:s|ed|ing)?\b/,
    'use the American spelling',
  ),
  rule(
    /\b(?:authori|customi|finali|generali|initiali|maximi|minimi|normali|optimi|organi|recogni|seriali|summari|synchroni|utili)s(?:e[ds]?|ing|ation)\b/,
    'use the American spelling',
  ),
];

/** @type {Rule} Applied to the first word of a comment. */
export const OPENER = {
  pattern: /^(?:What|Whether|Who|Whom|Whose|Where|How|Of|That which)\b(?!.*\?)/,
  advice: 'open with a noun or a verb: "Returns …", "One route on …"',
};

function rule(pattern, advice) {
  return { pattern: new RegExp(pattern, 'iu'), advice };
}
