package dev.iota.core.score;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.Presets;
import dev.iota.core.run.ScoreSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Work of a run, and its ledgers. */
final class Scores {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    static final ScoreSpec SPEC = ScoreSpec.DEFAULT;
    static final List<Hotkey> MINERS = IntStream.range(0, 8)
            .mapToObj(i -> Hotkey.of(new byte[] {
                (byte) (10 * i),
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                12,
                13,
                14,
                15,
                16,
                17,
                18,
                19,
                20,
                21,
                22,
                23,
                24,
                25,
                26,
                27,
                28,
                29,
                30,
                31
            }))
            .sorted()
            .toList();

    private Scores() {}

    /** Three stages of the smallest preset. */
    static ScoreRules rules(ScoreSpec spec) {
        return new ScoreRules("a-run", Presets.load("tiny").model(), 16, 2, spec);
    }

    static ScoreSpec spec(long capMillionths, long burnMillionths) {
        return new ScoreSpec(SPEC.window(), SPEC.penalty(), capMillionths, burnMillionths);
    }

    /** An epoch in which nobody failed. */
    static EpochRecord record(int epoch, Duration since) {
        return new EpochRecord("a-run", epoch, START.plus(since), List.of());
    }

    /** The same with somebody who did. */
    static EpochRecord failed(EpochRecord record, Hotkey hotkey, int audits) {
        return new EpochRecord(
                record.run(), record.epoch(), record.published(), List.of(new EpochRecord.Failed(hotkey, audits)));
    }

    /** A stage whose miners, from the first on, did so many backwards each; who did none is left out. */
    static StageReceipts receipts(int epoch, int stage, int... backwards) {
        var works = new ArrayList<StageReceipts.Work>();
        var id = 0L;
        for (var i = 0; i < backwards.length; i++) {
            if (backwards[i] > 0) {
                works.add(new StageReceipts.Work(
                        MINERS.get(i),
                        LongStream.range(id, id + backwards[i]).boxed().toList()));
                id += backwards[i];
            }
        }
        return new StageReceipts("a-run", epoch, stage, works);
    }

    /** Every stage with the same. */
    static Map<Integer, StageReceipts> all(int epoch, int... backwards) {
        var receipts = new HashMap<Integer, StageReceipts>();
        for (var stage = 0; stage < 3; stage++) {
            receipts.put(stage, receipts(epoch, stage, backwards));
        }
        return receipts;
    }

    static EpochLedger ledger(ScoreSpec spec, List<LedgerEvidence> evidence) {
        return ledgers(spec, evidence).getLast();
    }

    static List<EpochLedger> ledgers(ScoreSpec spec, List<LedgerEvidence> evidence) {
        var computation = new LedgerComputation(rules(spec));
        var ledgers = new ArrayList<EpochLedger>();
        evidence.forEach(one -> ledgers.add(computation.next(one.record(), one.receipts(), ledgers)));
        return ledgers;
    }

    /** Whatever may come: idle stages, miners in several stages, failures, pauses. */
    static List<LedgerEvidence> drawn(Random random, int epochs) {
        var evidence = new ArrayList<LedgerEvidence>();
        var since = Duration.ZERO;
        for (var epoch = 0; epoch < epochs; epoch++) {
            since = since.plusMinutes(random.nextInt(240));
            var receipts = new HashMap<Integer, StageReceipts>();
            for (var stage = 0; stage < 3; stage++) {
                if (random.nextInt(8) > 0) {
                    receipts.put(
                            stage,
                            receipts(
                                    epoch,
                                    stage,
                                    random.ints(MINERS.size(), 0, 1 + random.nextInt(400))
                                            .map(n -> random.nextInt(3) == 0 ? 0 : n)
                                            .toArray()));
                }
            }
            var failed = new TreeMap<Hotkey, Integer>(Comparator.naturalOrder());
            for (var failures = random.nextInt(3); failures > 0; failures--) {
                failed.merge(MINERS.get(random.nextInt(MINERS.size())), 1 + random.nextInt(3), Integer::sum);
            }
            evidence.add(new LedgerEvidence(
                    new EpochRecord(
                            "a-run",
                            epoch,
                            START.plus(since),
                            failed.entrySet().stream()
                                    .map(entry -> new EpochRecord.Failed(entry.getKey(), entry.getValue()))
                                    .toList()),
                    receipts));
        }
        return evidence;
    }

    /** Constants of any kind. */
    static ScoreSpec drawn(Random random) {
        return new ScoreSpec(
                Duration.ofMinutes(1 + random.nextInt(1200)),
                1 + random.nextInt(5),
                1 + random.nextLong(ScoreSpec.MILLION),
                random.nextLong(ScoreSpec.MILLION + 1));
    }
}
