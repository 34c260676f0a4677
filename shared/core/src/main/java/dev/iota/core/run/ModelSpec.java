package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import java.util.List;

/**
 * The shape of a Llama-style model and where it is cut into stages.
 *
 * @param vocabulary number of tokens
 * @param width channels of the residual stream (d)
 * @param heads query heads; {@code width / heads} is the head width
 * @param kvHeads key and value heads, shared by {@code heads / kvHeads} query heads each
 * @param feedForward channels of the feed-forward half
 * @param blocks transformer blocks of each stage, in order; its size is the number of stages
 * @param cut how activations cross from stage to stage
 * @param cutWidth channels that cross (b); ignored with {@link Cut#NONE}
 * @param rope rotary embedding
 * @param normEpsilon ε of RMSNorm
 * @param initialDeviation standard deviation of the initial linear maps and embeddings
 */
public record ModelSpec(
        int vocabulary,
        int width,
        int heads,
        int kvHeads,
        int feedForward,
        List<Integer> blocks,
        Cut cut,
        int cutWidth,
        Rope rope,
        double normEpsilon,
        double initialDeviation) {

    public ModelSpec {
        require(vocabulary > 1, "model.vocabulary is %d; it must be at least 2", vocabulary);
        require(heads > 0 && width > 0, "model.width %d and model.heads %d must be positive", width, heads);
        require(
                width % heads == 0 && width / heads % 2 == 0,
                "model.width %d over model.heads %d is no even head width; choose heads that divide it",
                width,
                heads);
        require(
                kvHeads > 0 && heads % kvHeads == 0,
                "model.kvHeads is %d; it must divide model.heads %d",
                kvHeads,
                heads);
        require(feedForward > 0, "model.feedForward is %d; it must be positive", feedForward);
        blocks = List.copyOf(blocks);
        require(
                !blocks.isEmpty() && blocks.stream().allMatch(n -> n > 0),
                "model.blocks is %s; wanted one positive number of blocks for each stage",
                blocks);
        require(
                cut == Cut.NONE || (cutWidth > 0 && cutWidth < width),
                "model.cutWidth is %d; with cut %s it must lie between 1 and model.width %d",
                cutWidth,
                cut,
                width);
        require(normEpsilon > 0, "model.normEpsilon is %s; it must be positive", normEpsilon);
        require(initialDeviation > 0, "model.initialDeviation is %s; it must be positive", initialDeviation);
    }

    public int stages() {
        return blocks.size();
    }

    public boolean isHead(int stage) {
        return stage == 0;
    }

    public boolean isTail(int stage) {
        return stage == stages() - 1;
    }

    public int headWidth() {
        return width / heads;
    }

    /** Channels of the tensor that crosses a stage boundary. */
    public int boundaryWidth() {
        return cut == Cut.NONE ? width : cutWidth;
    }

    /** The same model cut elsewhere; refused if the blocks do not add up to those of this model. */
    public ModelSpec withBlocks(List<Integer> split) {
        var wanted = blocks.stream().mapToInt(Integer::intValue).sum();
        var given = split.stream().mapToInt(Integer::intValue).sum();
        require(given == wanted, "the stage split %s adds up to %d blocks; the model has %d", split, given, wanted);
        return new ModelSpec(
                vocabulary,
                width,
                heads,
                kvHeads,
                feedForward,
                split,
                cut,
                cutWidth,
                rope,
                normEpsilon,
                initialDeviation);
    }

    public ModelSpec withVocabulary(int tokens) {
        return new ModelSpec(
                tokens, width, heads, kvHeads, feedForward, blocks, cut, cutWidth, rope, normEpsilon, initialDeviation);
    }
}
