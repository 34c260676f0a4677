// Asks the API for what the page shows, again and again, and remembers when it last answered.

const ROOT = '/v1';
/** Nobody sees a hidden page: it asks so many times more seldom. */
const HIDDEN = 12;
/** What does not change is asked for up to so many times more seldom. */
const QUIET = 3;
const PATIENCE = 15_000;
const LONGEST_PAUSE = 30_000;

/** The API refused, in its own words, or did not answer. */
export class ApiError extends Error {
  /** @param status of the answer; 0 if there was none */
  constructor(message, status, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** One document, asked for once. */
export async function read(path, headers = {}) {
  let answer;
  try {
    answer = await fetch(ROOT + path, { headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new ApiError('The API does not answer.', 0);
  }
  if (answer.status === 304) return { unchanged: true, readAt: answer.headers.get('x-read-at') };
  const body = await answer.json().catch(() => null);
  if (!answer.ok) {
    const what = body?.error ? `The API says: ${body.error}` : `The API answers with status ${answer.status}.`;
    throw new ApiError(what, answer.status, Number(answer.headers.get('retry-after')) || 0);
  }
  if (body === null) throw new ApiError('What the API answers is no JSON.', answer.status);
  return { data: body, tag: answer.headers.get('etag'), readAt: body.readAt };
}

/** One document that is asked for again and again while a view needs it. */
class Document {
  constructor(path, every, changed) {
    this.path = path;
    this.every = every;
    this.changed = changed;
    this.data = null;
    this.error = null;
    this.tag = null;
    this.readAt = null;
    this.answeredAt = 0;
    this.failures = 0;
    this.quiet = 1;
    this.timer = null;
    this.wanted = true;
    this.asking = false;
  }

  async ask() {
    if (this.asking) return;
    clearTimeout(this.timer);
    this.asking = true;
    try {
      const answer = await read(this.path, this.tag ? { 'if-none-match': this.tag } : {});
      this.quiet = answer.unchanged ? Math.min(QUIET, this.quiet * 1.25) : 1;
      if (!answer.unchanged) {
        this.data = answer.data;
        this.tag = answer.tag;
      }
      this.readAt = answer.readAt ?? this.readAt;
      this.answeredAt = Date.now();
      this.error = null;
      this.failures = 0;
    } catch (error) {
      this.error = error;
      this.failures += 1;
    }
    this.asking = false;
    if (this.wanted) {
      this.changed(this);
      this.plan();
    }
  }

  plan() {
    clearTimeout(this.timer);
    const seldom = document.hidden ? HIDDEN : this.quiet;
    const failing = Math.min(LONGEST_PAUSE, this.every * 2 ** Math.min(this.failures, 5));
    const told = (this.error?.retryAfter ?? 0) * 1000;
    this.askAt = Date.now() + Math.max(told, this.failures ? failing : this.every * seldom);
    this.timer = setTimeout(() => this.ask(), this.askAt - Date.now());
  }

  stop() {
    this.wanted = false;
    clearTimeout(this.timer);
  }
}

/** Everything that the page asks for at the moment. */
export class Poller {
  constructor(changed) {
    this.documents = new Map();
    this.kept = new Map();
    this.skew = 0;
    this.changed = (document) => {
      if (!document.error && document.readAt) this.skew = new Date(document.readAt) - document.answeredAt;
      changed(document);
    };
    document.addEventListener('visibilitychange', () => {
      for (const one of this.documents.values()) document.hidden ? one.plan() : one.ask();
    });
    window.addEventListener('online', () => this.askAll());
  }

  /** @param needs path to milliseconds between two questions */
  want(needs) {
    for (const [path, one] of this.documents) {
      if (!(path in needs)) {
        one.stop();
        this.documents.delete(path);
        this.kept.set(path, one.data);
      }
    }
    for (const [path, every] of Object.entries(needs)) {
      if (this.documents.has(path)) continue;
      const one = new Document(path, every, this.changed);
      // What was seen before is shown until the answer comes.
      one.data = this.kept.get(path) ?? null;
      this.documents.set(path, one);
      one.ask();
    }
  }

  get(path) {
    return this.documents.get(path)?.data ?? null;
  }

  error(path) {
    return this.documents.get(path)?.error ?? null;
  }

  askAll() {
    for (const one of this.documents.values()) one.ask();
  }

  /** The time on the orchestrator's clock. */
  now() {
    return Date.now() + this.skew;
  }

  /** Of all documents the one that was answered last, and one that fails because the API is away, if any. */
  health() {
    const all = [...this.documents.values()];
    const answered = Math.max(0, ...all.map((one) => one.answeredAt));
    const failing = all.filter((one) => one.error && (one.error.status === 0 || one.error.status >= 429));
    const next = Math.min(...failing.map((one) => one.askAt ?? Infinity));
    return { answered, failing: failing.length > 0, error: failing[0]?.error ?? null, next };
  }
}
