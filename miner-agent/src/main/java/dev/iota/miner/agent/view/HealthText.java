package dev.iota.miner.agent.view;

import dev.iota.cloud.terminal.Terminal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a miner is, in the words of docs/miners.md: on the screen as lines, in the log as one. */
public final class HealthText {
    private static final int PERCENT = 100;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;

    /** @param zone that times of the day are shown in */
    public HealthText(ZoneId zone) {
        this.zone = zone;
    }

    /** @param name of the miner in its process */
    public List<String> lines(String name, MinerHealth health) {
        var lines = new ArrayList<String>();
        lines.add("%s: %s".formatted(name, place(health)));
        add(lines, "hotkey", health.hotkey());
        health.device()
                .ifPresent(device -> add(
                        lines,
                        "device",
                        "%s, %d threads, %s"
                                .formatted(
                                        device.name(),
                                        device.threads(),
                                        device.precision().toString().toLowerCase(Locale.ROOT))));
        add(lines, "speed", speed(health));
        add(lines, "queue", queue(health.queue()));
        add(lines, "does", health.doing().orElse("nothing"));
        add(
                lines,
                "waits for",
                health.waitsFor().map(wait -> wait.text(health.at())).orElse("nothing"));
        add(lines, "heard", health.heartbeat() ? "yes" : "no");
        add(lines, "trouble", health.trouble());
        add(lines, "steps", steps(health.steps()));
        health.orchestrator().ifPresent(told -> {
            add(
                    lines,
                    "accepted",
                    "%,d forwards, %,d backwards"
                            .formatted(
                                    told.accepted().forwards(), told.accepted().backwards()));
            add(lines, "fault", Terminal.plain(told.fault()));
            add(lines, "score", score(told));
        });
        for (var i = 0; i < health.receipts().size(); i++) {
            var receipt = health.receipts().get(i);
            add(lines, i == 0 ? "answered" : "", CLOCK.format(receipt.at().atZone(zone)) + " " + receipt.text());
        }
        return lines;
    }

    /** For the log. */
    public static String line(MinerHealth health) {
        return "%s; %s; %s; %s; %s"
                .formatted(
                        place(health),
                        speed(health),
                        queue(health.queue()),
                        health.waitsFor()
                                .map(wait -> "waits for " + wait.text(health.at()))
                                .or(() -> health.doing().map("does "::concat))
                                .orElse("does nothing"),
                        steps(health.steps()));
    }

    private static void add(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add("  %-11s%s".formatted(label, text));
        }
    }

    private static String place(MinerHealth health) {
        return health.stage() < 0
                ? health.phase()
                : "%s at stage %d of %d of run '%s', epoch %d, step %d"
                        .formatted(
                                health.phase(),
                                health.stage(),
                                health.stages(),
                                health.run(),
                                Math.max(0, health.epoch()),
                                health.step());
    }

    private static String speed(MinerHealth health) {
        var busy = "busy %.0f %% of the time".formatted(PERCENT * health.utilisation());
        return health.speed()
                .map(speed -> "%,.0f tokens/s, %.1f GFLOP/s while it computes, %s; %s"
                        .formatted(speed.tokensPerSecond(), speed.gigaflops(), bench(speed), busy))
                .orElse(busy);
    }

    private static String bench(MinerHealth.Speed speed) {
        return speed.percentOfBench()
                .map(percent -> "%.0f %% of its bench".formatted(percent))
                .orElse("no bench to compare with");
    }

    private static String queue(MinerHealth.Queue queue) {
        return ("%d hops held (%d fetched, %d to compute, %d stored) in %d slots, %d gradients awaited, "
                        + "%d shards to merge")
                .formatted(
                        queue.held(),
                        queue.fetching(),
                        queue.toCompute(),
                        queue.storing(),
                        queue.slots(),
                        queue.awaitedGradients(),
                        queue.shards());
    }

    private static String score(Told told) {
        return told.score()
                .map(score -> "%.4f %% of everything by the ledger of epoch %d; './iota explain' says why"
                        .formatted(score.sharePercent(), score.epoch()))
                .orElse("none yet: no ledger is written");
    }

    private static String steps(MinerHealth.Steps steps) {
        return "%d steps taken, %d of them not on record yet".formatted(steps.taken(), steps.unconfirmed());
    }
}
