package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
@Tag("security")
class LedgerChainTest {
    private final List<LedgerEvidence> evidence = List.of(
            new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 3, 1)),
            new LedgerEvidence(Scores.record(1, Duration.ofHours(1)), Scores.all(1, 2, 2)));
    private final List<String> ledgers = Scores.ledgers(Scores.SPEC, evidence).stream()
            .map(EpochLedger::write)
            .toList();
    private final LedgerChain chain = new LedgerChain(Scores.rules(Scores.SPEC));

    @Test
    void a_chain_that_follows_from_its_evidence_is_right() {
        assertThat(chain.check(ledgers.get(0), evidence.get(0))).isEmpty();
        assertThat(chain.check(ledgers.get(1), evidence.get(1))).isEmpty();
    }

    @Test
    void the_first_number_that_differs_is_named_with_what_it_should_be() {
        var forged = ledgers.getFirst().replace("\"backwards\":3", "\"backwards\":4");

        assertThat(chain.check(forged, evidence.getFirst()))
                .contains("ledger 0: stages[0].miners[0].backwards is 4; it follows 3");
    }

    @Test
    void work_that_no_receipt_has_is_found() {
        var less = new LedgerEvidence(evidence.getFirst().record(), Scores.all(0, 2, 1));

        assertThat(chain.check(ledgers.getFirst(), less).orElseThrow()).startsWith("ledger 0: stages[0].receipts");
    }

    @Test
    void a_ledger_that_stands_in_for_another_breaks_the_chain() {
        var other = new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 1, 3));
        var forged = Scores.ledger(Scores.SPEC, List.of(other));
        assertThat(chain.check(forged.write(), other)).isEmpty();

        assertThat(chain.check(ledgers.get(1), evidence.get(1)).orElseThrow())
                .startsWith("ledger 1: before is \""
                        + EpochLedger.read(ledgers.getFirst()).sha256());
    }

    @Test
    void receipts_of_another_run_epoch_or_stage_are_refused() {
        var elsewhere = new LedgerEvidence(evidence.getFirst().record(), Scores.all(1, 3, 1));

        assertThat(chain.check(ledgers.getFirst(), elsewhere).orElseThrow()).startsWith("the receipts of stage");
        assertThat(chain.check(ledgers.get(1), evidence.get(1)).orElseThrow()).startsWith("the record of epoch 0");
    }

    @Test
    void what_is_no_ledger_is_told_in_a_sentence() {
        assertThat(chain.check("{", evidence.getFirst()).orElseThrow()).startsWith("ledger 0: it cannot be read");
        assertThat(chain.check(ledgers.getFirst() + " ", evidence.getFirst())).isNotEqualTo(Optional.empty());
    }
}
