package dev.iota.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file (huggingface/safetensors, "Format"): a JSON object of tensor name to type, shape and
 * place in the data that follow it, and free text under {@value #METADATA}.
 *
 * @param metadata the free text
 * @param places the tensors, in the order of their bytes
 */
record SafetensorsHeader(Map<String, String> metadata, List<Place> places) {
    static final String METADATA = "__metadata__";
    /** Bytes of the longest header that is read: some hundred thousand tensors. */
    static final int MAX_BYTES = 1 << 24;

    private static final String TYPE = "dtype";
    private static final String SHAPE = "shape";
    private static final String OFFSETS = "data_offsets";
    private static final int ALIGNMENT = 8;

    /** @param offset first byte of the tensor, counted from the end of the header */
    record Place(TensorInfo tensor, long offset) {
        long end() {
            return offset + tensor.bytes();
        }
    }

    /** Lays tensors out one after the other. */
    static SafetensorsHeader layOut(Map<String, String> metadata, List<TensorInfo> tensors) {
        var places = new ArrayList<Place>();
        var offset = 0L;
        for (var tensor : tensors) {
            places.add(new Place(tensor, offset));
            offset = Math.addExact(offset, tensor.bytes());
        }
        if (places.stream().map(p -> p.tensor().name()).distinct().count() < places.size()) {
            throw new IllegalArgumentException("two tensors have the same name among %s"
                    .formatted(tensors.stream().map(TensorInfo::name).toList()));
        }
        return new SafetensorsHeader(metadata, places);
    }

    /** The JSON, filled up with blanks so that the data begin at a multiple of eight. */
    byte[] encode() {
        var root = Json.mapper().createObjectNode();
        if (!metadata.isEmpty()) {
            var texts = root.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        for (var place : places) {
            var tensor = root.putObject(place.tensor().name())
                    .put(TYPE, place.tensor().type().name());
            var shape = tensor.putArray(SHAPE);
            place.tensor().shape().forEach(dimension -> shape.add(dimension.longValue()));
            tensor.putArray(OFFSETS).add(place.offset()).add(place.end());
        }
        var json = root.toString().getBytes(StandardCharsets.UTF_8);
        var padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        if (padded > MAX_BYTES) {
            throw new IllegalArgumentException("the header of %d tensors takes %d bytes; at most %d are read"
                    .formatted(places.size(), padded, MAX_BYTES));
        }
        var bytes = Arrays.copyOf(json, padded);
        Arrays.fill(bytes, json.length, padded, (byte) ' ');
        return bytes;
    }

    /**
     * @param header the bytes after the length
     * @param dataBytes what follows them in the file
     * @throws MalformedException if it is not a header, or does not describe exactly those bytes
     */
    static SafetensorsHeader decode(byte[] header, long dataBytes) {
        if (!(Json.read(text(header), JsonNode.class) instanceof ObjectNode root)) {
            throw new MalformedException("safetensors: the header is no JSON object");
        }
        var metadata = new LinkedHashMap<String, String>();
        var places = new ArrayList<Place>();
        for (var field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
            } else {
                places.add(place(field.getKey(), field.getValue()));
            }
        }
        places.sort(Comparator.comparingLong(Place::offset).thenComparingLong(Place::end));
        var end = 0L;
        for (var place : places) {
            if (place.offset() != end) {
                throw new MalformedException(
                        "safetensors: tensor %s begins at byte %d of the data; byte %d is the next one free"
                                .formatted(place.tensor().name(), place.offset(), end));
            }
            end = place.end();
        }
        if (end != dataBytes) {
            throw new MalformedException(
                    ("safetensors: the tensors end at byte %d of the data, the file at byte %d; it is "
                                    + "truncated or damaged")
                            .formatted(end, dataBytes));
        }
        return new SafetensorsHeader(Map.copyOf(metadata), List.copyOf(places));
    }

    private static String text(byte[] header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("safetensors: the header is not UTF-8", e);
        }
    }

    private static void readMetadata(JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw new MalformedException("safetensors: %s is no JSON object".formatted(METADATA));
        }
        for (var entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new MalformedException("safetensors: %s.%s is no text".formatted(METADATA, entry.getKey()));
            }
            metadata.put(entry.getKey(), entry.getValue().textValue());
        }
    }

    private static Place place(String name, JsonNode node) {
        if (!node.isObject() || node.size() != 3) {
            throw new MalformedException(
                    "safetensors: tensor %s has not exactly %s, %s and %s".formatted(name, TYPE, SHAPE, OFFSETS));
        }
        var offsets = numbers(name, node.path(OFFSETS), 2);
        if (offsets.size() != 2) {
            throw new MalformedException(
                    "safetensors: tensor %s has %d offsets; wanted 2".formatted(name, offsets.size()));
        }
        TensorInfo tensor;
        try {
            tensor = new TensorInfo(
                    name, type(name, node.path(TYPE)), numbers(name, node.path(SHAPE), TensorInfo.MAX_DIMENSIONS));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("safetensors: " + e.getMessage(), e);
        }
        var length = offsets.get(1) - offsets.get(0);
        if (length != tensor.bytes()) {
            throw new MalformedException("safetensors: tensor %s takes bytes %d to %d; %s elements of shape %s take %d"
                    .formatted(name, offsets.get(0), offsets.get(1), tensor.type(), tensor.shape(), tensor.bytes()));
        }
        return new Place(tensor, offsets.get(0));
    }

    private static ElementType type(String name, JsonNode node) {
        for (var type : ElementType.values()) {
            if (type.name().equals(node.textValue())) {
                return type;
            }
        }
        throw new MalformedException("tensor %s has the element type %s; this program reads %s"
                .formatted(name, node, Arrays.toString(ElementType.values())));
    }

    /** Numbers from 0 to 2⁶³ − 1. */
    private static List<Long> numbers(String name, JsonNode node, int most) {
        if (!node.isArray() || node.size() > most) {
            throw new MalformedException(
                    "safetensors: tensor %s has no list of at most %d numbers where one belongs".formatted(name, most));
        }
        var numbers = new ArrayList<Long>();
        for (var number : node) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw new MalformedException(
                        "safetensors: tensor %s has %s where a size or offset belongs".formatted(name, number));
            }
            numbers.add(number.longValue());
        }
        return numbers;
    }
}
