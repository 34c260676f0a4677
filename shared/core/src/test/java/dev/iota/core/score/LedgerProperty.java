package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds of every ledger, over drawn work and drawn constants. */
@Tag("ledger")
abstract class LedgerProperty {
    private static final int EPOCHS = 6;

    private final int runs;

    /** @param runs that are drawn for each property */
    LedgerProperty(int runs) {
        this.runs = runs;
    }

    @Test
    void shares_and_what_is_burned_add_up_to_two_to_the_64th_exactly_and_none_is_negative() {
        var random = new Random(1);
        for (var run = 0; run < runs; run++) {
            for (var ledger : Scores.ledgers(Scores.drawn(random), Scores.drawn(random, EPOCHS))) {
                var shares = ledger.shares();
                var sum = shares.miners().stream().map(Shares.MinerShare::share).reduce(shares.burned(), Units::plus);
                assertThat(sum).isEqualTo(Units.WHOLE);
                assertThat(shares.miners())
                        .allSatisfy(miner ->
                                assertThat(miner.share().value().signum()).isNotNegative());
                assertThat(shares.burned().value().signum()).isNotNegative();
            }
        }
    }

    @Test
    void nobody_gets_a_share_without_accepted_work_in_the_window() {
        var random = new Random(2);
        for (var run = 0; run < runs; run++) {
            var spec = Scores.drawn(random);
            var evidence = Scores.drawn(random, EPOCHS);
            var ledgers = Scores.ledgers(spec, evidence);
            for (var i = 0; i < ledgers.size(); i++) {
                var worked = new HashSet<Hotkey>();
                for (var counting : ledgers.get(i).window()) {
                    evidence.get(counting.epoch()).receipts().values().stream()
                            .flatMap(receipts -> receipts.miners().stream())
                            .forEach(work -> worked.add(work.hotkey()));
                }
                assertThat(ledgers.get(i).shares().miners())
                        .extracting(Shares.MinerShare::hotkey)
                        .allMatch(worked::contains);
            }
        }
    }

    @Test
    void a_miner_whose_audit_failed_scores_nothing_in_that_epoch() {
        var random = new Random(3);
        for (var run = 0; run < runs; run++) {
            for (var ledger : Scores.ledgers(Scores.drawn(random), Scores.drawn(random, EPOCHS))) {
                assertThat(ledger.failed()).allSatisfy(failed -> assertThat(ledger.score(failed.hotkey()))
                        .isEqualTo(Units.ZERO));
            }
        }
    }

    @Test
    void scores_of_a_stage_never_exceed_the_part_of_the_stage_and_fill_it_where_nobody_failed() {
        var random = new Random(4);
        for (var run = 0; run < runs; run++) {
            for (var ledger : Scores.ledgers(Scores.drawn(random), Scores.drawn(random, EPOCHS))) {
                assertThat(ledger.stages()).allSatisfy(stage -> {
                    var normalised = stage.miners().stream()
                            .map(EpochLedger.MinerScore::normalised)
                            .reduce(Units.ZERO, Units::plus);
                    assertThat(normalised).isEqualTo(stage.miners().isEmpty() ? Units.ZERO : stage.part());
                    assertThat(stage.miners()).allMatch(miner -> miner.score().compareTo(miner.normalised()) <= 0);
                });
                assertThat(ledger.stages().stream()
                                .map(EpochLedger.StageScore::part)
                                .reduce(Units.ZERO, Units::plus))
                        .isEqualTo(Units.WHOLE);
            }
        }
    }

    @Test
    void nobody_gets_more_than_the_cap_and_who_is_below_it_gets_in_proportion() {
        var random = new Random(5);
        for (var run = 0; run < runs; run++) {
            for (var ledger : Scores.ledgers(Scores.drawn(random), Scores.drawn(random, EPOCHS))) {
                var shares = ledger.shares();
                assertThat(shares.miners()).allMatch(miner -> miner.share().compareTo(shares.cap()) <= 0);
                assertThat(shares.miners())
                        .filteredOn(Shares.MinerShare::capped)
                        .allMatch(miner -> miner.share().equals(shares.cap()));
                var open = shares.miners().stream()
                        .filter(miner -> !miner.capped())
                        .toList();
                var score = open.stream().map(Shares.MinerShare::score).reduce(Units.ZERO, Units::plus);
                var given = open.stream().map(Shares.MinerShare::share).reduce(Units.ZERO, Units::plus);
                // share = given · score / all scores, but for one unit.
                assertThat(open).allSatisfy(miner -> assertThat(miner.share()
                                .value()
                                .multiply(score.value())
                                .subtract(given.value().multiply(miner.score().value()))
                                .abs())
                        .isLessThanOrEqualTo(score.value()));
            }
        }
    }

    @Test
    void computed_again_in_whatever_order_the_work_is_found_a_ledger_has_the_same_bytes() {
        var random = new Random(6);
        for (var run = 0; run < runs; run++) {
            var spec = Scores.drawn(random);
            var evidence = Scores.drawn(random, EPOCHS);
            var found = evidence.stream()
                    .map(one -> {
                        var entries = new ArrayList<>(one.receipts().entrySet());
                        Collections.shuffle(entries, random);
                        return new LedgerEvidence(
                                EpochRecord.read(one.record().write()),
                                entries.stream()
                                        .collect(Collectors.toMap(
                                                Map.Entry::getKey,
                                                entry -> StageReceipts.read(
                                                        entry.getValue().write()))));
                    })
                    .toList();

            assertThat(Scores.ledgers(spec, found))
                    .extracting(EpochLedger::write)
                    .isEqualTo(Scores.ledgers(spec, evidence).stream()
                            .map(EpochLedger::write)
                            .toList());
        }
    }

    @Test
    void a_ledger_that_is_read_again_is_the_same() {
        var random = new Random(7);
        for (var run = 0; run < runs; run++) {
            for (var ledger : Scores.ledgers(Scores.drawn(random), Scores.drawn(random, EPOCHS))) {
                assertThat(EpochLedger.read(ledger.write())).isEqualTo(ledger);
            }
        }
    }

    /** Every byte of every document of a run, and of each byte one other value: the chain says where it is wrong. */
    @Test
    void a_byte_that_is_changed_anywhere_is_found() {
        changeEveryByte(8);
    }

    @Test
    @Tag("long")
    void a_byte_that_is_changed_anywhere_in_larger_documents_is_found() {
        changeEveryByte(9);
    }

    private static void changeEveryByte(long seed) {
        var random = new Random(seed);
        var evidence = Scores.drawn(random, 3);
        var rules = Scores.rules(Scores.SPEC);
        var ledgers = Scores.ledgers(Scores.SPEC, evidence).stream()
                .map(EpochLedger::write)
                .toList();
        assertThat(check(rules.write(), ledgers, evidence)).isEmpty();
        for (var i = 0; i < ledgers.size(); i++) {
            for (var at = 0; at < bytes(ledgers.get(i)).length; at++) {
                var forged = new ArrayList<>(ledgers);
                forged.set(i, changed(ledgers.get(i), at, random));
                assertThat(check(rules.write(), forged, evidence))
                        .as(forged.get(i))
                        .isPresent();
            }
            var one = evidence.get(i);
            var record = one.record().write();
            for (var at = 0; at < bytes(record).length; at++) {
                var text = changed(record, at, random);
                assertThat(checkDocuments(rules, ledgers, evidence, i, text, Optional.empty()))
                        .as(text)
                        .isPresent();
            }
            for (var receipts : one.receipts().values()) {
                for (var at = 0; at < bytes(receipts.write()).length; at++) {
                    var text = changed(receipts.write(), at, random);
                    assertThat(checkDocuments(rules, ledgers, evidence, i, text, Optional.of(receipts.stage())))
                            .as(text)
                            .isPresent();
                }
            }
        }
        for (var at = 0; at < bytes(rules.write()).length; at++) {
            var text = changed(rules.write(), at, random);
            assertThat(check(text, ledgers, evidence)).as(text).isPresent();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String changed(String text, int at, Random random) {
        var bytes = bytes(text);
        bytes[at] = (byte) (bytes[at] ^ (1 << random.nextInt(7)));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same with one document of the evidence in another text. */
    private static Optional<String> checkDocuments(
            ScoreRules rules,
            List<String> ledgers,
            List<LedgerEvidence> evidence,
            int epoch,
            String text,
            Optional<Integer> stage) {
        try {
            var forged = new ArrayList<>(evidence);
            var before = evidence.get(epoch);
            if (stage.isPresent()) {
                var receipts = new HashMap<>(before.receipts());
                receipts.put(stage.get(), StageReceipts.read(text));
                forged.set(epoch, new LedgerEvidence(before.record(), receipts));
            } else {
                forged.set(epoch, new LedgerEvidence(EpochRecord.read(text), before.receipts()));
            }
            return check(rules.write(), ledgers, forged);
        } catch (MalformedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> check(String rules, List<String> ledgers, List<LedgerEvidence> evidence) {
        try {
            var chain = new LedgerChain(ScoreRules.read(rules));
            for (var i = 0; i < ledgers.size(); i++) {
                var difference = chain.check(ledgers.get(i), evidence.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
