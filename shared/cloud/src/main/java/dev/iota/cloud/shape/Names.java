package dev.iota.cloud.shape;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of everything that belongs to one run. One stack serves one run and every name is {@code iota-<run>-<what>}, so
 * that a policy, a bill and a person see by the name alone what belongs together.
 *
 * @param run the run's name, part of every name
 * @param account the account's number, or empty: bucket names are unique in the world, all others in the account
 */
public record Names(String run, String account) {
    /** Environment variable (or system property {@code iota.run}) that tells a function or an agent its run. */
    public static final String RUN_VARIABLE = "IOTA_RUN";

    /**
     * Environment variable (or system property {@code iota.account}) with the suffix of the bucket's name; may be
     * absent.
     */
    public static final String ACCOUNT_VARIABLE = "IOTA_ACCOUNT";

    /** Alias of every function that everything invokes: the version that is in force. */
    public static final String LIVE = "live";

    /**
     * The longest name is the bucket's: 63 characters less {@code iota-}, {@code -objects-} and twelve digits, and some
     * air.
     */
    private static final Pattern RUN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?");

    private static final Pattern ACCOUNT = Pattern.compile("([a-z0-9]{1,12})?");

    /**
     * Characters of a hotkey that an inbox's name shows; the registration's number makes the name unique, these make it
     * readable.
     */
    private static final int HOTKEY_CHARACTERS = 12;

    /** What follows the beginning of an inbox's name. */
    private static final Pattern INBOX = Pattern.compile("[A-Za-z0-9]{1,%d}-[0-9]+".formatted(HOTKEY_CHARACTERS));

    public Names {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException(
                    "run name '%s' cannot be used: use 1 to 20 lower-case letters, digits and inner hyphens"
                            .formatted(run));
        }
        if (!ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException(
                    "account '%s' cannot be used in a bucket's name: use at most 12 digits or lower-case letters"
                            .formatted(account));
        }
    }

    public Names(String run) {
        this(run, "");
    }

    /**
     * The names of the run that this process was configured for.
     *
     * @throws IllegalStateException if no run is set
     */
    public static Names configured() {
        var run = setting(RUN_VARIABLE);
        if (run == null) {
            throw new IllegalStateException("no run is configured: set %s to the run's name".formatted(RUN_VARIABLE));
        }
        var account = setting(ACCOUNT_VARIABLE);
        return new Names(run, account == null ? "" : account);
    }

    /**
     * The names of a run that a stack deployed under this name: the stack puts the number of its account into the name
     * of the bucket.
     *
     * @param account of the caller's credentials; asked only where none is configured
     */
    public static Names deployed(String run, Supplier<String> account) {
        var checked = new Names(run).run();
        var configured = setting(ACCOUNT_VARIABLE);
        return new Names(checked, configured == null ? account.get() : configured);
    }

    private static @Nullable String setting(String variable) {
        var property = System.getProperty(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        return property == null ? System.getenv(variable) : property;
    }

    /** What the names of all its tables, and of nearly everything else, begin with. */
    public String tablePrefix() {
        return of("");
    }

    /** Table of the run itself: specification, state, counters. */
    public String runs() {
        return of("runs");
    }

    /** Table of registered miners. */
    public String miners() {
        return of("miners");
    }

    /** Table of microbatches: the truth about each. */
    public String microbatches() {
        return of("microbatches");
    }

    /** Table of logged steps. */
    public String steps() {
        return of("steps");
    }

    /** Table of the events that were applied. */
    public String applied() {
        return of("applied");
    }

    /** Table of the events that were refused. */
    public String quarantine() {
        return of("quarantine");
    }

    /** Table of what callers did in the last minutes. */
    public String calls() {
        return of("calls");
    }

    /** Table of epochs: what became of each, of its stages, uploads and shards. */
    public String epochs() {
        return of("epochs");
    }

    /** Table of audits: what becomes of each, and how many there are. */
    public String audits() {
        return of("audits");
    }

    /** Table of validators that registered. */
    public String validators() {
        return of("validators");
    }

    /** Table of what is kept for those who look at the run. */
    public String views() {
        return of("views");
    }

    /** Queue of what the merge function has to do. */
    public String merges() {
        return of("merges");
    }

    /** Queue of what miners did. */
    public String events() {
        return of("events");
    }

    /** Queue of delayed messages that guard leases and waiting. */
    public String timers() {
        return of("timers");
    }

    /** Bucket of tokens, activations, gradients and checkpoints. */
    public String objects() {
        return account.isEmpty() ? of("objects") : of("objects-" + account);
    }

    /** Bucket of the page that shows the run. */
    public String page() {
        return account.isEmpty() ? of("page") : of("page-" + account);
    }

    /** Role that miners' temporary credentials are of; a session policy narrows them to the miner's own queues. */
    public String minerRole() {
        return of("miner");
    }

    /** Name of the dead-letter queue of {@code queue}. */
    public static String deadLetters(String queue) {
        return queue + "-dlq";
    }

    /** Deployed name of the function with this logical name. */
    public String function(String logical) {
        return of(logical.toLowerCase(Locale.ROOT));
    }

    /** Deployed name of the state machine with this logical name. */
    public String stateMachine(String logical) {
        return of(logical.toLowerCase(Locale.ROOT));
    }

    /** Beginning of every inbox's name; what policies allow and what {@code destroy} removes. */
    public String inboxPrefix() {
        return of("inbox-");
    }

    /**
     * Queue in which a miner finds all its work.
     *
     * @param hotkey the miner's address
     * @param registration number of the registration: a deleted queue's name is blocked for a minute, and a new
     *     session must not find an old one's messages
     */
    public String inbox(String hotkey, long registration) {
        var shown = hotkey.substring(0, Math.min(HOTKEY_CHARACTERS, hotkey.length()));
        return inboxPrefix() + shown + "-" + registration;
    }

    /** Whether a queue of this name is an inbox of the run, and not of another one whose name goes on like it. */
    public boolean isInbox(String queue) {
        return queue.startsWith(inboxPrefix())
                && INBOX.matcher(queue.substring(inboxPrefix().length())).matches();
    }

    private String of(String what) {
        return "iota-" + run + "-" + what;
    }
}
