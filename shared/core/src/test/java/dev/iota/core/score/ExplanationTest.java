package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
class ExplanationTest {
    private final LedgerEvidence first = new LedgerEvidence(Scores.record(0, Duration.ZERO), Scores.all(0, 3, 1));
    private final LedgerEvidence second =
            new LedgerEvidence(Scores.record(1, Duration.ofHours(1)), Scores.all(1, 2, 2));

    @Test
    void every_number_of_a_miners_share_stands_in_a_sentence() {
        var ledgers = Scores.ledgers(Scores.SPEC, List.of(first, second));
        var text = String.join("\n", new Explanation(ledgers, Scores.MINERS.getFirst()).lines());
        var ledger = ledgers.getLast();

        assertThat(text).contains(ledger.sha256());
        assertThat(ledger.stages()).allSatisfy(stage -> assertThat(text)
                .contains(Long.toString(stage.flops()), stage.part().percentOf(Units.WHOLE))
                .contains(stage.miners().getFirst().normalised().toString()));
        assertThat(text)
                .contains("4 accepted backwards, 2 of them this miner's")
                .contains(ledgers.getFirst().score(Scores.MINERS.getFirst()).toString())
                .contains("80 % of everything is burned")
                .contains("Its share is " + ledger.shares().of(Scores.MINERS.getFirst()));
    }

    @Test
    void a_penalty_says_what_it_is_for() {
        var liar = Scores.MINERS.getFirst();
        var caught = new LedgerEvidence(Scores.failed(first.record(), liar, 1), first.receipts());
        var ledgers = Scores.ledgers(Scores.SPEC, List.of(caught, second));

        assertThat(new Explanation(ledgers.subList(0, 1), liar).lines())
                .contains("1 audit of the epoch failed and was confirmed: the score of the epoch is 0.");
        assertThat(new Explanation(ledgers, liar).lines())
                .anyMatch(line -> line.contains("1 audit of earlier epochs of the window did, and each divides by 3"));
    }

    @Test
    void who_did_nothing_is_told_so() {
        var ledgers = Scores.ledgers(Scores.SPEC, List.of(first));

        assertThat(new Explanation(ledgers, Scores.MINERS.get(5)).lines())
                .contains("No backward of this miner is contained in what epoch 0 published: it scores nothing there.")
                .contains("Its share is 0 of 2^64: 0 % of everything, 0 % of what miners get.");
    }
}
