package numbers

import (
	"errors"
	"math"
	"strconv"
)

func port(text string) (uint16, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, err
	}
	// ruleid: go-integer-narrowing
	return uint16(number), nil
}

func amount(text string) int32 {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	// ruleid: go-integer-narrowing
	return 2 * int32(number)
}

func sized(text string) (uint16, error) {
	number, err := strconv.ParseUint(text, 10, 16)
	// ok: go-integer-narrowing
	return uint16(number), err
}

func compared(text string) (int32, error) {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, err
	}
	if number < math.MinInt32 || number > math.MaxInt32 {
		return 0, errors.New("out of range")
	}
	// ok: go-integer-narrowing
	return int32(number), nil
}

func wide(text string) int64 {
	number, _ := strconv.Atoi(text)
	// ok: go-integer-narrowing
	return int64(number)
}
