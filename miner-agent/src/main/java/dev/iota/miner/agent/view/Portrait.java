package dev.iota.miner.agent.view;

import java.time.Instant;
import java.util.Optional;

/** Makes what a miner says of itself out of what its threads told. Safe for several threads. */
public final class Portrait {
    private static final double BILLION = 1e9;
    private static final double PERCENT = 100;

    private final Activity activity;
    private final Countdown countdown = new Countdown();
    private volatile Optional<Told> told = Optional.empty();

    public Portrait(Activity activity) {
        this.activity = activity;
    }

    /**
     * What only the agent knows.
     *
     * @param refused why it has no stage, if the orchestrator lets it wait
     * @param stepsTaken by this process
     */
    public record Life(AgentStatus status, Optional<Refused> refused, long stepsTaken) {}

    /** Until when a miner has to wait for a stage, and why. */
    public record Refused(String reason, Instant until) {}

    /** The API of the run said this. */
    public void told(Told newest) {
        told = Optional.of(newest);
    }

    /** How the miner is now. */
    public synchronized MinerHealth of(Life life) {
        var now = activity.now();
        var status = life.status();
        var post = activity.post();
        var found = WaitRules.find(activity, life, told, now);
        var waiting = countdown.look(found, found.flatMap(wait -> WaitRules.place(wait, told, now)), now);
        var training = activity.training();
        return new MinerHealth(
                now,
                status.phase().toString(),
                status.hotkey(),
                post.map(Post::run).orElse(""),
                post.map(Post::stage).orElse(-1),
                post.map(Post::stages).orElse(0),
                training.epoch().getAsInt(),
                status.step(),
                status.registration(),
                status.contact().heartbeat(),
                status.contact().trouble().orElse(""),
                status.utilisation(),
                post.map(Post::device),
                queue(post.map(Post::slots).orElse(0)),
                post.flatMap(this::speed),
                activity.doing(),
                waiting,
                new MinerHealth.Steps(life.stepsTaken(), training.unconfirmed().getAsInt()),
                activity.receipts(),
                told);
    }

    private MinerHealth.Queue queue(int slots) {
        return new MinerHealth.Queue(
                slots,
                activity.length("held"),
                activity.length("fetch"),
                activity.length("compute"),
                activity.length("publish"),
                activity.training().awaited().getAsInt(),
                activity.length("merge"));
    }

    private Optional<MinerHealth.Speed> speed(Post post) {
        var microbatches = activity.pace().microbatchesPerSecond();
        if (microbatches == 0) {
            return Optional.empty();
        }
        var gigaflops = microbatches * post.load().flop() / BILLION;
        var bench = activity.bench().filter(measured -> measured.isOf(post.device()));
        return Optional.of(new MinerHealth.Speed(
                microbatches * post.load().tokens(),
                gigaflops,
                bench.map(measured ->
                        PERCENT * gigaflops / measured.gigaflops(post.device().precision())),
                bench));
    }
}
