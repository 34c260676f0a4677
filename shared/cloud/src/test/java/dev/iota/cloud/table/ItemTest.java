package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final String TABLE = SERVICES.withTables(Names::runs).runs();

    @Test
    void an_item_without_a_text_is_refused_with_its_attributes_and_without_their_values() {
        assertThatThrownBy(() -> Item.text(Map.of("secret", Item.of("value")), "json"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[secret]")
                .hasMessageContaining("'json'")
                .hasMessageNotContaining("value");
    }

    @Test
    void a_number_in_the_place_of_a_text_is_refused() {
        assertThatThrownBy(() -> Item.text(Map.of("json", Item.of(7)), "json")).hasMessageContaining("'json'");
    }

    @Test
    void what_was_never_counted_is_zero_and_what_was_never_said_is_false() {
        assertThat(Item.number(Map.of(), "calls")).isZero();
        assertThat(Item.decimal(Map.of(), "seconds")).isZero();
        assertThat(Item.flag(Map.of(), "discarded")).isFalse();
        assertThat(Item.flag(Map.of("discarded", Item.of(true)), "discarded")).isTrue();
    }

    @Test
    void whole_numbers_of_any_size_come_back_as_they_went() {
        assertThat(Item.number(stored(Item.of(Long.MAX_VALUE)), "value")).isEqualTo(Long.MAX_VALUE);
        assertThat(Item.number(stored(Item.of(Long.MIN_VALUE)), "value")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 0.1, 1.0 / 3, -2.5e-7, Float.MIN_VALUE, Float.MAX_VALUE, 1e125, -1e125})
    void decimals_come_back_as_they_went(double number) {
        assertThat(Item.decimal(stored(Item.of(number)), "value")).isEqualTo(number + 0.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, -1e-200, 1e-131})
    void what_is_too_small_for_the_table_is_zero(double number) {
        assertThat(Item.decimal(stored(Item.of(number)), "value")).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e126})
    void what_no_table_can_hold_is_refused_before_it_is_sent(double number) {
        assertThatThrownBy(() -> Item.of(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Double.toString(number));
    }

    @Test
    void what_is_added_to_a_sum_is_bounded_in_size_and_in_digits() {
        assertThat(Item.summand(1.0 / 3)).isEqualTo(AttributeValue.fromN("0.333333333"));
        assertThat(Item.summand(Double.MIN_VALUE)).isEqualTo(AttributeValue.fromN("0.000000000"));
        assertThat(Item.summand(Double.POSITIVE_INFINITY)).isEqualTo(Item.summand(1e15));
        assertThat(Item.summand(-1e300)).isEqualTo(Item.summand(-1e15));
        assertThatThrownBy(() -> Item.summand(Double.NaN)).hasMessageContaining("NaN");
    }

    private static Map<String, AttributeValue> stored(AttributeValue value) {
        var key = Map.of("id", Item.of("number"));
        SERVICES.dynamoDb().putItem(b -> b.tableName(TABLE).item(Map.of("id", Item.of("number"), "value", value)));
        return SERVICES.dynamoDb()
                .getItem(b -> b.tableName(TABLE).key(key).consistentRead(true))
                .item();
    }
}
