package dev.iota.local.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;

/** The smallest model that has everything: three stages of one block, so that a whole run takes seconds. */
final class Mini {
    /** Microbatches of a step (A). */
    static final int MICROBATCHES = 4;

    private static final int PARAGRAPHS = 400;
    private static final int WORDS = 60;
    private static final String[] VOCABULARY = {
        "wald", "haus", "the", "river", "and", "under", "sky", "slow", "house", "green", "light", "of", "stone",
        "winter"
    };

    private Mini() {}

    /**
     * A preset under the conditions of the golden rule: nothing is lost on the wire, and gradients are added in a fixed
     * order.
     */
    static Path preset(Path folder) throws IOException {
        return preset(folder, "mini", 32, 64, "[1, 1, 1]");
    }

    /**
     * The same with stages of so many blocks that the weights, not what is written about them, make up what moves in a
     * merge.
     */
    static Path wide(Path folder, String blocks) throws IOException {
        return preset(folder, "wide", 256, 704, blocks);
    }

    /** The same with two stages of 16 MB of weights, which take more than a minute over a line of 2 Mbit/s. */
    static Path heavy(Path folder) throws IOException {
        return preset(folder, "heavy", 512, 2048, "[1, 1]");
    }

    /** The same with stages of several objects. */
    static Path vast(Path folder) throws IOException {
        return preset(folder, "vast", 512, 2048, "[6, 6]");
    }

    /** The same with two stages, a step for each microbatch, and a higher rate: it learns soon. */
    static Path eager(Path folder) throws IOException {
        return preset(folder, "eager", new Shape(32, 64, "[1, 1]", 1, "5.0e-3"));
    }

    private static Path preset(Path folder, String name, int width, int feedForward, String blocks) throws IOException {
        return preset(folder, name, new Shape(width, feedForward, blocks, MICROBATCHES, "1.0e-3"));
    }

    private record Shape(int width, int feedForward, String blocks, int microbatches, String peak) {}

    private static Path preset(Path folder, String name, Shape shape) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                model:
                  vocabulary: 257
                  width: %d
                  heads: 4
                  kvHeads: 2
                  feedForward: %d
                  blocks: %s
                  cut: NONE
                training:
                  sequence: 32
                  sequences: 2
                  microbatchesPerStep: %d
                  compute: FLOAT32
                  wire: FLOAT32
                  orderedAccumulation: true
                  adamW: {clip: 0.5}
                  schedule: {peak: %s, warmup: 5}
                """.formatted(
                        shape.width(), shape.feedForward(), shape.blocks(), shape.microbatches(), shape.peak()));
    }

    /** Text that says nothing, always the same. */
    static Path text(Path folder) throws IOException {
        var random = new Random(1);
        var paragraphs = new ArrayList<String>();
        for (var i = 0; i < PARAGRAPHS; i++) {
            var words = new ArrayList<String>();
            for (var j = 0; j < WORDS; j++) {
                words.add(VOCABULARY[random.nextInt(VOCABULARY.length)]);
            }
            paragraphs.add(String.join(" ", words));
        }
        return Files.writeString(folder.resolve("text.txt"), String.join("\n\n", paragraphs));
    }
}
