package numbers

import "strconv"

type item struct {
	Count int16
}

func amount(text string) (int32, error) {
	// ruleid: go-parse-int-too-wide
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, err
	}
	return int32(number), nil
}

func (i *item) read(text string) error {
	// ruleid: go-parse-int-too-wide
	count, err := strconv.ParseInt(text, 10, 16)
	if err != nil {
		return err
	}
	i.Count = int16(count)
	return nil
}

func sized(text string) (int32, error) {
	// ok: go-parse-int-too-wide
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, err
	}
	return int32(number), nil
}

func wide(text string) (int64, error) {
	// ok: go-parse-int-too-wide
	return strconv.ParseInt(text, 10, 64)
}

func both(text string) (int64, int32, error) {
	// ok: go-parse-int-too-wide
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, 0, err
	}
	return number, int32(number), nil
}

func colour(text string) (int32, error) {
	// ok: go-parse-int-too-wide
	bits, err := strconv.ParseInt(text, 16, 64)
	if err != nil {
		return 0, err
	}
	return int32(bits), nil
}
