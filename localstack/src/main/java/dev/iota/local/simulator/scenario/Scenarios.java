package dev.iota.local.simulator.scenario;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.base.LayeredYaml;
import java.util.List;

/**
 * Scenarios by name or file: YAML or JSON with the fields of {@link SwarmScenario}, over {@code defaults.yaml}. Tables
 * may be given by the name of a design that comes with the program.
 */
public final class Scenarios {
    /** Those that come with the program. */
    public static final List<String> NAMES = List.of(
            "faults",
            "merges",
            "small",
            "15b-100",
            "15b-100-goal",
            "10k",
            "10k-goal",
            "epochs",
            "churn-10",
            "churn-33",
            "vanish-10",
            "vanish-33",
            "epochs-3h",
            "churn-10-3h",
            "churn-33-3h",
            "slow-links",
            "outage",
            "flood");

    private static final LayeredYaml DOCUMENTS = new LayeredYaml("scenario", Scenarios.class, "", NAMES);

    private Scenarios() {}

    /**
     * @param nameOrFile one of {@link #NAMES}, or the path of a file
     * @throws InvalidSpecException if there is no such scenario, or it says something impossible
     */
    public static SwarmScenario load(String nameOrFile) {
        return parse(nameOrFile, DOCUMENTS.text(nameOrFile));
    }

    /**
     * Reads a scenario that is no file.
     *
     * @param name for messages
     * @throws InvalidSpecException if the text is no scenario
     */
    public static SwarmScenario parse(String name, String text) {
        try {
            var merged = DOCUMENTS.overDefaults(text);
            var tables = merged.get("tables");
            if (tables != null && tables.isTextual()) {
                merged.set("tables", DOCUMENTS.shipped("tables-" + tables.asText()));
            }
            return Json.read(merged.toString(), SwarmScenario.class);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("scenario %s: %s".formatted(name, e.getMessage()));
        }
    }
}
