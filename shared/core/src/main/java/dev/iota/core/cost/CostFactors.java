package dev.iota.core.cost;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What calls of a run cost at list prices, without traffic, storage and merges. {@code factors.json} beside this class
 * has the figures of docs/costs.md.
 *
 * @param counted when the calls were counted and the prices looked up
 * @param stages of the run that was counted
 * @param dollarsPerMicrobatch that went through all stages and back
 * @param dollarsPerMinerMonth of a miner without work, 30 days
 * @param dollarsPerRunMonth of a run without miners, 30 days
 */
public record CostFactors(
        String counted,
        int stages,
        double dollarsPerMicrobatch,
        double dollarsPerMinerMonth,
        double dollarsPerRunMonth) {
    private static final String RESOURCE = "factors.json";
    private static final double MONTH_HOURS = 30 * 24;

    public CostFactors {
        LocalDate.parse(counted);
        require(
                stages > 0 && dollarsPerMicrobatch >= 0 && dollarsPerMinerMonth >= 0 && dollarsPerRunMonth >= 0,
                "cost factors: %d stages, $%s, $%s and $%s; wanted a stage and nothing negative",
                stages,
                dollarsPerMicrobatch,
                dollarsPerMinerMonth,
                dollarsPerRunMonth);
    }

    /** Those that come with the program. */
    public static CostFactors shipped() {
        try (var in = CostFactors.class.getResourceAsStream(RESOURCE)) {
            return Json.read(
                    new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8),
                    CostFactors.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Dollars so far. A microbatch costs what its hops cost, of which there are 2 s - 1 with s stages.
     *
     * @param stagesOfRun of the model
     * @param microbatches that were completed
     * @param minerHours of all miners that answered
     * @param runHours since the run began
     */
    public double dollars(int stagesOfRun, long microbatches, double minerHours, double runHours) {
        var hops = (2.0 * stagesOfRun - 1) / (2.0 * stages - 1);
        return microbatches * hops * dollarsPerMicrobatch
                + (minerHours * dollarsPerMinerMonth + runHours * dollarsPerRunMonth) / MONTH_HOURS;
    }
}
