package dev.iota.local.runner.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The run that every cell trains: the smallest model that has everything, two stages of two replicas, two epochs. An
 * epoch takes about twenty seconds on two cores.
 */
final class SmallRun {
    /** Merges, and so epochs. */
    static final int EPOCHS = 2;

    static final int MINERS_PER_STAGE = 2;

    private static final int STEPS = 40;
    private static final int PARAGRAPHS = 400;
    private static final int WORDS = 60;
    private static final List<String> VOCABULARY =
            List.of("wald", "haus", "the", "river", "and", "under", "sky", "slow", "house", "green", "light", "stone");

    private static final String PRESET = """
            model:
              vocabulary: 257
              width: 32
              heads: 4
              kvHeads: 2
              feedForward: 64
              blocks: [1, 1]
              cut: NONE
            training:
              sequence: 32
              sequences: 2
              microbatchesPerStep: 4
              compute: FLOAT32
              wire: FLOAT32
              orderedAccumulation: true
              adamW: {clip: 0.5}
              schedule: {peak: 1.0e-3, warmup: 5}
            """;

    private SmallRun() {}

    /**
     * Arguments of {@code ./iota}.
     *
     * @param folder for preset and text
     * @param run its folder
     */
    static List<String> train(Path folder, Path run) throws IOException {
        var preset = Files.writeString(folder.resolve("small.yaml"), PRESET);
        var text = Files.writeString(folder.resolve("text.txt"), text());
        return List.of(
                "train",
                "--preset",
                preset.toString(),
                "--data",
                text.toString(),
                "--out",
                run.toString(),
                "--miners-per-stage",
                Integer.toString(MINERS_PER_STAGE),
                "--epochs",
                Integer.toString(EPOCHS),
                "--steps",
                Integer.toString(STEPS));
    }

    /** The same for a run that ended before it was done. */
    static List<String> resume(Path run) {
        return List.of("train", "--resume", run.toString());
    }

    /** It says nothing, always the same. */
    private static String text() {
        var random = new Random(1);
        return IntStream.range(0, PARAGRAPHS)
                .mapToObj(paragraph -> IntStream.range(0, WORDS)
                        .mapToObj(word -> VOCABULARY.get(random.nextInt(VOCABULARY.size())))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n\n"));
    }
}
