package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** What a miner is at, as its threads tell it. Safe for several threads. */
public final class Activity {
    /** Answers that are kept to be shown. */
    private static final int KEPT = 10;

    private final InstantSource clock;
    private final Pace pace = new Pace();
    private final Map<String, IntSupplier> lengths = new ConcurrentHashMap<>();
    private final Deque<HopReceipt> receipts = new ArrayDeque<>();
    private volatile Optional<Post> post = Optional.empty();
    private volatile Optional<OwnBench> bench = Optional.empty();
    private volatile Optional<String> doing = Optional.empty();
    private volatile Optional<Transfer> loading = Optional.empty();
    private volatile Optional<Transfer> sending = Optional.empty();
    private volatile Optional<Uploaded> uploaded = Optional.empty();
    private volatile Optional<Duration> lastMerge = Optional.empty();
    private volatile Training training = Training.NONE;
    private volatile Instant rested;

    public Activity(InstantSource clock) {
        this.clock = clock;
        this.rested = clock.instant();
    }

    /**
     * How far training is; each is asked when somebody looks.
     *
     * @param awaited forwards whose gradients are to come
     * @param unconfirmed steps that the orchestrator has not confirmed
     */
    public record Training(IntSupplier epoch, IntSupplier awaited, IntSupplier unconfirmed) {
        static final Training NONE = new Training(() -> -1, () -> 0, () -> 0);
    }

    /** The newest upload that is stored. */
    record Uploaded(int epoch, Instant at) {}

    /** The miner has a stage. */
    public void takes(Post assigned, Optional<OwnBench> compared) {
        bench = compared;
        post = Optional.of(assigned);
    }

    /** The miner is ready to train. */
    public void trains(Training stepping) {
        training = stepping;
        rested = clock.instant();
    }

    /** How long a queue is; asked when somebody looks. */
    public void queue(String name, IntSupplier length) {
        lengths.put(name, length);
    }

    /** What the device begins with. */
    public void does(String what) {
        doing = Optional.of(what);
    }

    /** The device has nothing to do. */
    public void rests() {
        rested = clock.instant();
        doing = Optional.empty();
    }

    /** @param thirds of a microbatch that were computed: 1 for a forward, 2 for a backward */
    public void hop(int thirds, long nanos) {
        pace.hop(thirds, nanos, clock.instant());
    }

    public synchronized void answered(HopReceipt receipt) {
        receipts.addFirst(receipt);
        if (receipts.size() > KEPT) {
            receipts.removeLast();
        }
    }

    /** The state that an epoch begins from is loaded, so many bytes of it over the network. */
    public Transfer loads(int epoch, long bytes) {
        var transfer = new Transfer(epoch, bytes, clock.instant(), () -> loading = Optional.empty());
        loading = Optional.of(transfer);
        return transfer;
    }

    /** The upload of an epoch is sent. */
    public Transfer sends(int epoch, long bytes) {
        var transfer = new Transfer(epoch, bytes, clock.instant(), () -> sending = Optional.empty());
        sending = Optional.of(transfer);
        return transfer;
    }

    /** The upload of an epoch is stored. */
    public void uploaded(int epoch) {
        uploaded = Optional.of(new Uploaded(epoch, clock.instant()));
    }

    /** An epoch begins: the merge of the one before is over. */
    public void began(int epoch) {
        uploaded.filter(upload -> upload.epoch() == epoch - 1)
                .ifPresent(upload -> lastMerge = Optional.of(Duration.between(upload.at(), clock.instant())));
        uploaded = Optional.empty();
    }

    public Instant now() {
        return clock.instant();
    }

    /** The newest first. */
    synchronized List<HopReceipt> receipts() {
        return List.copyOf(receipts);
    }

    Optional<Post> post() {
        return post;
    }

    Optional<OwnBench> bench() {
        return bench;
    }

    Optional<String> doing() {
        return doing;
    }

    Instant restsSince() {
        return rested;
    }

    Pace pace() {
        return pace;
    }

    Training training() {
        return training;
    }

    Optional<Transfer> loading() {
        return loading;
    }

    Optional<Transfer> sending() {
        return sending;
    }

    Optional<Uploaded> uploaded() {
        return uploaded;
    }

    Optional<Duration> lastMerge() {
        return lastMerge;
    }

    int length(String queue) {
        return lengths.getOrDefault(queue, () -> 0).getAsInt();
    }
}
