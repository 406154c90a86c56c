// Every limit of Slack that the bot obeys, in one table (reference: Slack platform, sections 2 to 6).
// Lengths count UTF-16 units of the escaped text: `&lt;` counts 4. Where the sources give two numbers, the smaller one.
export const LIMITS = {
  view: {
    title: 24,
    submit: 24,
    close: 24,
    blocks: 100,
    privateMetadata: 3000,
    callbackId: 255,
    externalId: 255,
    /** Views on top of each other. */
    stack: 3,
  },
  message: {
    blocks: 50,
    /** `chat.update` refuses more; `chat.postMessage` cuts at 40,000. */
    text: 4000,
    /** Guess: Slack publishes no number for `msg_blocks_too_long`; reports put it at about 13,200 characters of text. */
    blocksText: 13_000,
    responseUrlPosts: 5,
    responseUrlMs: 30 * 60 * 1000,
  },
  /** Commands, actions, submissions and option loads are answered within this time; a trigger lives as long. */
  ackMs: 3000,
  triggerMs: 3000,
  blockId: 255,
  actionId: 255,
  /** Any text object, unless its place allows less. */
  text: 3000,
  section: { text: 3000, fields: 10, fieldText: 2000 },
  header: { text: 150 },
  context: { elements: 10, text: 3000 },
  actions: { elements: 25 },
  image: { altText: 2000, title: 2000, url: 3000 },
  input: { label: 2000, hint: 2000 },
  markdown: { text: 12_000 },
  table: { rows: 100, columns: 20, characters: 10_000 },
  dataTable: { rows: 100, columns: 20, characters: 10_000, pageSize: 100 },
  alert: { text: 200 },
  card: { title: 150, subtitle: 150, body: 200, buttons: 3 },
  carousel: { cards: 10 },
  container: { title: 150, children: 10 },
  contextActions: { elements: 5 },
  button: { text: 75, value: 2000, url: 3000, accessibilityLabel: 75 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  option: { text: 75, value: 75, description: 75, url: 3000 },
  select: { options: 100, groups: 100, groupLabel: 75, placeholder: 150 },
  overflow: { options: 5 },
  checkboxes: { options: 10 },
  radioButtons: { options: 10 },
  plainTextInput: { maxLength: 3000, placeholder: 150 },
} as const;
