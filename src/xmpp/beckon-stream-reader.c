#include "beckon-stream-reader.h"
