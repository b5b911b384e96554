from dataclasses import dataclass
@dataclass
class F:
    check:str; what:str
def run(at, whole=False): return []
