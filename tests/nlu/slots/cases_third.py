"""A third set: faults that a reader who tried to break the parsers found. "-" is no open question.

Rows "question | slot | text = value"; nothing after the equals sign: no such slot.
"""

PLACES = """
commune | province | đã đăng ký xong rồi ạ =
commune | commune | đã đăng ký xong rồi ạ =
commune | province | da dang ky xong roi =
commune | commune | da dang ky xong roi =
commune | province | đã đăng nhập rồi =
commune | province | em đã đăng kí bên tenten =
commune | commune | em đã đăng kí bên tenten =
province | province | Đà Nẵg = Đà Nẵng
province | province | da nnang = Đà Nẵng
"""

DOMAINS = """
- | domain | dn em mún lm biz.vn =
- | subject | dn em mún lm biz.vn = enterprise
- | subject | dn minh moi lap muon lam biz.vn = enterprise
- | domain | cho quán em biz.vn nha =
- | domain | giờ làm thêm biz.vn cho quán nhậu =
- | domain | em sinh 2004 làm id.vn được không =
- | domain | em sinh 2004 lam id.vn duoc khong =
- | domain | chuyển từ id.vn sang biz.vn =
- | domain | xin hỏi về id.vn =
- | domain | who can get id.vn for free =
- | domain | lấy luôn cả id.vn với biz.vn được không =
- | domain | lay luon ca id.vn voi biz.vn duoc khong =
- | domain | em muốn lấy tên quancombabay id.vn = quancombabay id.vn ok
- | domain | a.id.vn = a id.vn ok
domain | domain | a.id.vn = a id.vn ok
domain | domain | em.id.vn = em id.vn ok
domain | domain | lan id vn = lan id.vn ok
domain | domain | ờ =
domain | domain | ừ =
domain | domain | tên có dấu được không =
domain | domain | ten co dau duoc khong =
domain | domain | có số được không =
domain | domain | cho xem dữ liệu của tôi =
domain | domain | cho xem du lieu cua toi =
domain | domain | lan@anh = - - bad_char
domain | domain | cho cô cái tên nuocmamutlanh.biz.vn đi con = nuocmamutlanh biz.vn ok
domain | domain | cho em ten lananh.id.vn nha = lananh id.vn ok
"""

NUMBERS = """
licence_number | licence_number | 0314 409 058 - 002 = mst13 0314409058-002
- | licence_number | mst 0314 409 058 - 002 = mst13 0314409058-002
licence_number | licence_number | sdt 2099999014 = phone 2099999014
- | licence_number | số điện thoại của em là 2099999014 = phone 2099999014
licence_number | licence_number | 2099999014, sdt 0912345678 = mst10 2099999014
birth_date | birth_date | mã otp 482913 =
- | birth_date | ma otp la 2004 =
"""

DATES = """
birth_date | birth_date | 26 = 2026
birth_date | birth_date | 27 = ambiguous day 27
birth_date | birth_date | 30 = 1930
birth_date | birth_date | 45 = 1945
birth_date | birth_date | 99 = 1999
birth_date | birth_date | 04 = 2004
birth_date | birth_date | 22 = ambiguous day 22
birth_date | birth_date | dạ 10 ạ = ambiguous day 10
birth_date | birth_date | tuoi 23 = age 23
- | birth_date | tuổi em 21 = age 21
- | birth_date | độ tuổi 18 đến 23 =
birth_date | birth_date | ngày 22 = incomplete day 22
birth_date | birth_date | ngay 5 a = incomplete day 5
birth_date | birth_date | tháng 11 = incomplete month 11
- | birth_date | ngày 22 =
birth_date | birth_date | 12/5/2004, à nhầm ngày 22 = 2004-05-22
founded_on | founded_on | dang ky thay doi lan thu 2 ngay 5/6/2026, lan dau ngay 7/8/2020 = 2020-08-07
founded_on | founded_on | đăng ký lần đầu ngày 7/8/2020, thay đổi lần 3 ngày 5/6/2026 = 2020-08-07
birth_date | birth_date | hai mươi hai mười một hai nghìn lẻ ba = 2003-11-22
birth_date | birth_date | em sinh mười hai năm hai nghìn lẻ bốn = 2004
birth_date | birth_date | mười hai chín hai nghìn lẻ bốn = 2004-09-12
birth_date | birth_date | dạ 2 ngàn lẻ 5 = 2005
- | birth_date | em sinh năm 2 nghìn linh 4 = 2004
"""

WORDS = """
- | person_name | tôi tên Trần Văn Tèo sđt 0912345678 = Trần Văn Tèo
- | person_name | em tên Lê Lan zalo 0912345678 = Lê Lan
- | certificate | có giấy phép kinh doanh rồi = yes
- | certificate | co giay phep = yes
- | certificate | bán online chưa có giấy phép = no
- | certificate | chưa có giấy phép = no
- | certificate | cty có giấy phép rồi = yes
- | certificate | có giấy chứng nhận số 2099999014 = yes
- | certificate | tôi có hộ kinh doanh, có giấy phép kinh doanh rồi, muốn làm biz.vn = yes
- | certificate | tui bán quán nhưng không có giấy phép = no
- | certificate | quán em chưa làm giấy phép kinh doanh = no
- | certificate | em có đăng ký hộ kinh doanh rồi = yes
- | certificate | có cần giấy phép không =
- | certificate | không có giấy phép thì sao =
- | certificate | giấy phép lấy ở đâu =
- | certificate | có giấy phép chưa =
- | certificate | chưa có giấy phép có làm được không =
- | certificate | nếu có giấy phép thì được không =
- | certificate | phải có giấy phép mới được hả =
- | citizen | quốc tịch việt nam = yes
- | citizen | người Việt Nam = yes
- | citizen | em là công dân Việt Nam = yes
- | citizen | có quốc tịch VN = yes
- | citizen | không có quốc tịch VN = no
- | citizen | em không phải người Việt Nam = no
- | citizen | quốc tịch Lào = no
- | citizen | em người Campuchia = no
- | citizen | em tên Lan sinh 12/5/2004 quốc tịch việt nam muốn làm lan.id.vn, ở xã Đầm Dơi = yes
- | citizen | em ten Lan sinh 12/5/2004 quoc tich viet nam muon lam lan.id.vn = yes
- | citizen | có cần quốc tịch Việt Nam không =
- | citizen | người nước ngoài có đăng ký được không =
- | citizen | không có quốc tịch VN thì sao =
- | citizen | có phải là người Việt Nam mới được không =
"""

ANSWERS = """
citizen | thôi =
certificate | thôi =
citizen | vậy thôi =
certificate | vậy thôi =
- | vậy thôi =
confirm | vậy thôi =
citizen | thôi bỏ qua =
certificate | thôi bỏ qua =
confirm | thôi = no
consent | mình đồng ý cho kiểm tra = yes!
consent | tôi đồng ý cho hỏi = yes!
consent | em đồng ý với điều khoản = yes!
consent | em dong y voi dieu khoan = yes!
consent | sao phải đồng ý =
consent | nếu không đồng ý thì sao =
consent | neu khong dong y thi sao =
domain | ờ = yes
"""

NOT_CON = """
con tôi sinh 2004 muốn làm id.vn
con tôi 20 tuổi
con toi sinh 2004 muon lam
dạ con tôi muốn đăng ký
cho con tôi hỏi
con tui học đại học
con mình năm nay 19
giúp con tôi với
cho con tôi đăng ký
con của tôi muốn làm
"""
