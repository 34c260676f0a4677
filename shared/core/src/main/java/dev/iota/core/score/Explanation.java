package dev.iota.core.score;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.score.EpochLedger.MinerScore;
import dev.iota.core.score.EpochLedger.StageScore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Why a miner gets what it gets, in sentences: every number that it follows from, and how. */
public final class Explanation {
    private final EpochLedger ledger;
    private final List<EpochLedger> counting;
    private final Hotkey hotkey;

    /** @param counting the ledgers of the window, the explained one last */
    public Explanation(List<EpochLedger> counting, Hotkey hotkey) {
        this.counting = List.copyOf(counting);
        this.ledger = counting.getLast();
        this.hotkey = hotkey;
    }

    /** A sentence, or a few that belong together, a line. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("Miner %s in epoch %d of the run %s.".formatted(hotkey, ledger.epoch(), ledger.run()));
        lines.add("The ledger of the epoch has the SHA-256 %s; the epoch was published at %s."
                .formatted(ledger.sha256(), ledger.published()));
        var worked = ledger.stages().stream().filter(this::works).toList();
        worked.forEach(stage -> lines.addAll(work(stage)));
        if (worked.isEmpty()) {
            lines.add("No backward of this miner is contained in what epoch %d published: it scores nothing there."
                    .formatted(ledger.epoch()));
        }
        lines.addAll(window());
        lines.addAll(share());
        return lines;
    }

    private boolean works(StageScore stage) {
        return stage.miners().stream().anyMatch(miner -> miner.hotkey().equals(hotkey));
    }

    private List<String> work(StageScore stage) {
        var miner = stage.miners().stream()
                .filter(one -> one.hotkey().equals(hotkey))
                .findFirst()
                .orElseThrow();
        var flops = ledger.stages().stream().mapToLong(StageScore::flops).sum();
        return List.of(
                "Stage %d: forward and backward of a microbatch take %d of the %d FLOP of all stages; so %s of the"
                                .formatted(
                                        stage.stage(),
                                        stage.flops(),
                                        flops,
                                        stage.part().percentOf(Units.WHOLE))
                        + " epoch is the stage's, however fast its miners or their neighbours are.",
                "What was published of the stage contains %s, %d of them this miner's: %s of the epoch (%s of 2^64)."
                        .formatted(
                                count(stage.backwards(), "accepted backward"),
                                miner.backwards(),
                                miner.normalised().percentOf(Units.WHOLE),
                                miner.normalised()),
                penalty(miner));
    }

    private String penalty(MinerScore miner) {
        var penalty = miner.penalty();
        if (penalty.failed() > 0) {
            return "%s of the epoch failed and was confirmed: the score of the epoch is 0."
                    .formatted(count(penalty.failed(), "audit"));
        }
        if (penalty.earlier() > 0) {
            return "No audit of the epoch failed; but %s of earlier epochs of the window did, and each divides by %d:"
                            .formatted(
                                    count(penalty.earlier(), "audit"),
                                    ledger.rules().penalty())
                    + " the score of the epoch is %s (%s of 2^64)."
                            .formatted(miner.score().percentOf(Units.WHOLE), miner.score());
        }
        return "No audit of it failed, in this epoch or in the others of the window: all of that is its score.";
    }

    private List<String> window() {
        var lines = new ArrayList<String>();
        lines.add("A score counts in full until %s after its epoch was published, and then no more. Counting now: %s."
                .formatted(ledger.rules().window(), count(ledger.window().size(), "epoch")));
        for (var epoch : counting) {
            lines.add("  epoch %d, published at %s: score %s (%s)"
                    .formatted(
                            epoch.epoch(),
                            epoch.published(),
                            epoch.score(hotkey),
                            epoch.score(hotkey).percentOf(Units.WHOLE)));
        }
        return lines;
    }

    private List<String> share() {
        var shares = ledger.shares();
        var all = shares.miners().stream().map(Shares.MinerShare::score).reduce(Units.ZERO, Units::plus);
        var own = shares.miners().stream()
                .filter(one -> one.hotkey().equals(hotkey))
                .findFirst();
        var score = own.map(Shares.MinerShare::score).orElse(Units.ZERO);
        var lines = new ArrayList<String>();
        lines.add("Their sum is %s, and that is %s of what all %s scored together (%s)."
                .formatted(score, score.percentOf(all), count(shares.miners().size(), "miner"), all));
        lines.add("%s of everything is burned to the owner of the run; miners share the other %s (%s of 2^64)."
                .formatted(
                        percent(ledger.rules().burnMillionths()),
                        percent(ScoreSpec.MILLION - ledger.rules().burnMillionths()),
                        shares.toMiners()));
        lines.add(cap(own.map(Shares.MinerShare::capped).orElse(false)));
        var share = own.map(Shares.MinerShare::share).orElse(Units.ZERO);
        lines.add("Its share is %s of 2^64: %s of everything, %s of what miners get."
                .formatted(share, share.percentOf(Units.WHOLE), share.percentOf(shares.toMiners())));
        return lines;
    }

    private String cap(boolean capped) {
        var most = ledger.rules().capMillionths();
        if (most == ScoreSpec.MILLION) {
            return "The run has no cap for one miner.";
        }
        return "One miner gets at most %s of what miners get (%s of 2^64): this one %s."
                .formatted(
                        percent(most),
                        ledger.shares().cap(),
                        capped ? "would get more, which goes to the others" : "is not above that");
    }

    private static String percent(long millionths) {
        return BigDecimal.valueOf(millionths, 4).stripTrailingZeros().toPlainString() + " %";
    }

    private static String count(long number, String what) {
        return number == 1 ? "1 " + what : "%d %ss".formatted(number, what);
    }
}
